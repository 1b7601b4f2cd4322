import { ENCODED_TAGS } from './encoding-units.js';

/** A unit class of six numbers, whatever they mean. */
export const sixNumbers = {
  title: 'Six numbers',
  use: 'exclusive',
  tags: ENCODED_TAGS.map((tag) => ({
    ...{ tag, title: `Number ${tag}`, type: 'number', unit: '1', range: [-1_000_000, 1_000_000] },
    ...{ criticality: 'IPC', staleAfter: 'PT2M' },
  })),
  ...{ setpoints: [], programs: [] },
};

/** A batch that takes each of them from its unit, as evidence. */
export const takeSix = `
recipe: six-numbers
title: Six numbers
product: CT19-A
procedure:
  - unitProcedure: watch
    title: Watch
    unitClass: six-numbers
    operations:
      - operation: all
        title: All of it
        phases:
          - id: identity
            kind: scan
            title: Identity
            instruction: Scan the bag.
            scans: [{ id: bag, title: Bag, expects: coi }]
            sign: [performed]
          - id: take
            kind: entry
            title: Take
            instruction: Take what the unit says.
            fields:
${ENCODED_TAGS.map(
  (tag) =>
    `              ${tag}: { type: number, title: Number ${tag}, unit: '1', decimals: 3, criticality: IPC, capture: { tag: ${tag}, aggregate: mean, window: PT1M } }`,
).join('\n')}
            sign: [performed]
`;

/** Sensors of the simulated OPC UA unit that are numbers: their browse paths, and what its ledger calls them. */
export const SENSORS = [
  ['temperature', 'Temperature/lads:CurrentValue'],
  ['co2', 'CO2/lads:CurrentValue'],
  ['ph', 'PH/lads:CurrentValue'],
  ['do', 'DO/lads:CurrentValue'],
  ['glucose', 'Glucose/lads:SensorValue'],
  ['lactate', 'Lactate/lads:SensorValue'],
] as const;

/** A tag map of a simulated OPC UA unit: `sensors[n]` is what the tag n is. */
export const browsed = (sensors: readonly number[]) => ({
  namespaces: { lads: 'http://opcfoundation.org/UA/LADS/', unit: 'urn:ballroom:culture-unit' },
  tags: Object.fromEntries(
    sensors.map((sensor, tag) => [
      ENCODED_TAGS[tag]!,
      `lads:FunctionalUnitSet/unit:Culture/lads:FunctionSet/unit:${SENSORS[sensor]![1]}`,
    ]),
  ),
});
