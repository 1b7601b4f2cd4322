import { DataType, type ISessionContext, type UAObject, type UAVariable, type Variant } from 'node-opcua';
import type { Memory } from '../unit/memory.js';
import type { CultureUnit } from '../unit/unit.js';
import { answered } from './answered.js';
import { type Nodes, put } from './nodes.js';

const NAMES = ['Id', 'Code', 'Text', 'AnsweredId', 'AnsweredWith', 'AnsweredBy'] as const;

/** What the unit waits for a person to say, in its own namespace: LADS has no place for it. */
export class PromptNodes {
  private readonly words: Record<(typeof NAMES)[number], UAVariable>;
  private readonly since: UAVariable;
  private shown = '';

  constructor(nodes: Nodes, culture: UAObject, unit: CultureUnit) {
    const own = nodes.own();
    const namespaceIndex = nodes.index('unit');
    const prompt = own.addObject({ browseName: { namespaceIndex, name: 'Prompt' }, componentOf: culture });
    const made = NAMES.map((name) => [name, nodes.property(prompt, 'unit', name, DataType.String)]);
    this.words = Object.fromEntries(made) as Record<(typeof NAMES)[number], UAVariable>;
    this.since = nodes.property(prompt, 'unit', 'Since', DataType.DateTime);
    const argument = (name: string) => ({ name, dataType: DataType.String });
    own
      .addMethod(prompt, {
        browseName: { namespaceIndex, name: 'Respond' },
        inputArguments: ['Id', 'Answer', 'Command'].map(argument),
        outputArguments: [],
      })
      .bindMethod(async (inputs: Variant[], _context: ISessionContext) => {
        const [id, answer, by] = inputs.map(({ value }) => String(value ?? '')) as [string, string, string];
        return answered(() => unit.tell({ id, answer, by }));
      });
  }

  publish({ prompt, said, asked = 0 }: Memory, at: Date): void {
    const state = `${asked} ${prompt?.id} ${said?.id}`;
    if (state === this.shown) return;
    this.shown = state;
    const { Id, Code, Text, AnsweredId, AnsweredWith, AnsweredBy } = this.words;
    const say = (variable: UAVariable, word = ''): void => put(variable, DataType.String, word, at);
    put(this.since, DataType.DateTime, new Date(prompt?.at ?? 0), at);
    say(Code, prompt?.code);
    say(Text, prompt?.text);
    say(Id, prompt?.id);
    say(AnsweredWith, said?.answer);
    say(AnsweredBy, said?.by);
    say(AnsweredId, said?.id);
  }
}
