/** What somebody must be allowed to read, beside the ledger, to see facts of a kind of stream. */
const NEEDS: Readonly<Record<string, string | readonly string[]>> = {
  batch: 'batch.read',
  order: 'order.read',
  deviation: 'deviation.read',
  inbox: 'batch.read',
  recipe: 'recipe.read',
  'recipe-file': 'recipe.read',
  'unit-class': 'recipe.read',
  rehearsal: 'recipe.read',
  'result-mapping': 'recipe.read',
  unit: 'plant.read',
  alarm: 'plant.read',
  escalation: 'plant.read',
  'trust-store': 'plant.read',
  site: 'plant.read',
  person: 'person.read',
  training: 'training.read',
  skill: 'training.read',
  'access-policy': 'security.read',
  'site-security': 'security.read',
  inspection: 'security.read',
  retention: 'ledger.read',
  'record-rule': 'ledger.read',
  'legal-hold': 'batch.read',
  'seal-key': 'ledger.read',
  sponsor: 'ledger.read',
  // of any of these a trail is reviewed, and the review says of which
  'trail-review': ['batch.read', 'order.read', 'deviation.read', 'recipe.read', 'plant.read', 'person.read'],
};

/** Kinds of stream that there are: others, which nobody has classed, are for nobody's eyes here. */
export const KINDS: readonly string[] = Object.keys(NEEDS);

export const kindOf = (stream: string): string => stream.slice(0, stream.indexOf('/'));

export const idOf = (stream: string): string => stream.slice(stream.indexOf('/') + 1);

/** The kinds whose facts these permissions show. */
export const kindsShown = (permissions: ReadonlySet<string>): string[] =>
  KINDS.filter((kind) => [NEEDS[kind]!].flat().every((needed) => permissions.has(needed)));
