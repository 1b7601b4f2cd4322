import { type Api, signIn } from './api.js';
import { DEMO_PASSWORD } from './people.js';

/** The demo's people at the API, each signed in once, when first needed: every check of a password costs a tenth of a second. */
export class Staff {
  private readonly present = new Map<string, Promise<Api>>();

  /** @param url of the server, without a slash at its end */
  constructor(readonly url: string) {}

  as(username: string): Promise<Api> {
    const person = this.present.get(username) ?? signIn(this.url, username, DEMO_PASSWORD);
    this.present.set(username, person);
    return person;
  }

  /** One who is signed in already. */
  has(username: string, person: Api): void {
    this.present.set(username, Promise.resolve(person));
  }
}
