import { DataType, type DataValue, StatusCodes } from 'node-opcua';
import type { Uuid } from '../../../kernel/ids.js';
import { storableText } from '../../../kernel/storable-text.js';
import { CommandRefused, type PromptReply, type UnitSight } from '../domain/index.js';
import type { Address, Addresses } from './addresses.js';
import type { Link } from './link.js';
import { instant, text } from './said.js';

/** Characters of a unit's own words that are kept. */
const LONGEST = 500;

/** Below the object at which a unit shows what it waits for, in the object's own namespace: LADS has no place for it. */
const NODES = {
  ...({ id: 'Id', code: 'Code', text: 'Text', since: 'Since' } as const),
  ...({ answered: 'AnsweredId', answer: 'AnsweredWith', by: 'AnsweredBy', respond: 'Respond' } as const),
};

type Nodes = { [K in keyof typeof NODES]: Address } & { object: Address };

/** What a unit waits for a person to say, over one connection. */
export class Prompts {
  private constructor(
    private readonly link: Link,
    private readonly nodes: Nodes,
  ) {}

  /** `path`: of the object, from the device; null where not all of it is there. */
  static async find(link: Link, addresses: Addresses, device: Address, path: string): Promise<Prompts | null> {
    const prefix = path.slice(path.lastIndexOf('/') + 1).split(':')[0];
    const named = Object.entries({ object: path, ...NODES });
    const found = await addresses.find(
      device,
      named.map(([name, node]) => (name === 'object' ? path : `${path}/${prefix}:${node}`)),
    );
    if (found.some((node) => node === null)) return null;
    return new Prompts(link, Object.fromEntries(named.map(([name], at) => [name, found[at]])) as Nodes);
  }

  /** A change of one of them is looked at. */
  get watched(): Record<string, Address> {
    return { prompt: this.nodes.id, answered: this.nodes.answered };
  }

  async shown(): Promise<Pick<UnitSight, 'prompt' | 'answered'>> {
    const { id, code, text: words, since, answered, answer, by } = this.nodes;
    return promptsIn(await this.link.read([id, code, words, answered, answer, by, since]));
  }

  /** Rejects with `CommandRefused` where the unit does not take it. */
  async respond({ asked, answer }: PromptReply, command: Uuid): Promise<void> {
    const { object, respond } = this.nodes;
    const given = [asked, answer, command].map((value) => ({ dataType: DataType.String, value }));
    const status = await this.link.call(object, respond, given);
    if (status !== StatusCodes.Good.name) throw new CommandRefused(status);
  }
}

/** Of values in the order in which `shown` reads them. What is read badly or by half says nothing, not that the unit waits for nobody. */
export function promptsIn(read: readonly DataValue[]): Pick<UnitSight, 'prompt' | 'answered'> {
  if (read.some(({ statusCode }) => statusCode.isBad())) return {};
  const [id, code, words, last, answer, by] = read.map((one) => storableText(text(one), LONGEST));
  const at = instant(read[6]);
  const isWhole = code !== '' && at !== null;
  return {
    ...(id === '' ? { prompt: null } : isWhole ? { prompt: { id: id!, code: code!, text: words!, at } } : {}),
    ...(last === '' ? {} : { answered: { id: last!, answer: answer!, by: by! } }),
  };
}
