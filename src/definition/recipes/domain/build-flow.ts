import { checkLength, unique, type Fault, type Path } from '../../unit-classes/domain/index.js';
import { type Block, type Flow, isBlock } from './flow.js';
import type { BlockText, FlowText, Level } from './recipe-text.js';

/** What is kept while a text becomes a model: what is wrong, and where each object of the model stands. */
export interface Building {
  faults: Fault[];
  paths: Map<object, Path>;
}

/** One list of a level with its blocks; `leaf` builds an element, or several where the library has them. */
export function buildFlow<L extends Level, Text extends object, Element extends object>(
  list: FlowText<L, Text>[],
  level: L,
  path: Path,
  building: Building,
  leaf: (text: Text, path: Path) => Flow<Element>[],
): Flow<Element>[] {
  return list.flatMap((text, index) => {
    const at = [...path, index];
    if (!isBlockText(text)) return leaf(text, at);
    const block = buildBlock(text, level, at, building, leaf);
    building.paths.set(block, at);
    return [block];
  });
}

const isBlockText = <L extends Level, Text extends object>(text: FlowText<L, Text>): text is BlockText<L, Text> =>
  isBlock(text as Flow<object>);

function buildBlock<L extends Level, Text extends object, Element extends object>(
  text: BlockText<L, Text>,
  level: L,
  path: Path,
  building: Building,
  leaf: (text: Text, path: Path) => Flow<Element>[],
): Block<Element> {
  const { id, title } = text;
  const body = (list: FlowText<L, Text>[], ...inner: Path): Flow<Element>[] =>
    buildFlow(list, level, [...path, ...inner, level], building, leaf);
  const placed = <T extends object>(node: T, ...inner: Path): T => {
    building.paths.set(node, [...path, ...inner]);
    return node;
  };
  switch (text.kind) {
    case 'parallel':
      unique(text.branches, 'id', [...path, 'branches'], building.faults);
      return {
        id,
        title,
        kind: 'parallel',
        branches: text.branches.map((branch, index) =>
          placed(
            { id: branch.id, title: branch.title, body: body(branch[level], 'branches', index) },
            'branches',
            index,
          ),
        ),
      };
    case 'choice':
      unique(text.options, 'id', [...path, 'options'], building.faults);
      return {
        id,
        title,
        kind: 'choice',
        on: text.on ?? null,
        options: text.options.map((option, index) => {
          const inner = body(option[level], 'options', index);
          return placed(
            { id: option.id, title: option.title, when: option.when ?? null, body: inner },
            'options',
            index,
          );
        }),
      };
    case 'loop': {
      const { until, max, onBreach, criticality, deviation } = text;
      const rule = { onBreach, criticality, ...(deviation === undefined ? {} : { deviation }) };
      return { id, title, kind: 'loop', until, max, ...rule, body: body(text[level]) };
    }
    case 'repeat':
      checkLength(text.every, [...path, 'every'], building.faults);
      return { id, title, kind: 'repeat', every: text.every, during: text.during, body: body(text[level]) };
  }
}
