import { Injectable } from '@nestjs/common';

/** What is wrong with the server or its ledger though it answers, as codes; nobody has to sign in to read them. */
@Injectable()
export class HealthWarnings {
  private readonly told: (() => Promise<string[]>)[] = [];

  register(tell: () => Promise<string[]>): void {
    this.told.push(tell);
  }

  async all(): Promise<string[]> {
    return (await Promise.all(this.told.map((tell) => tell()))).flat();
  }
}
