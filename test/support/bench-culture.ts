/** A recipe that is done by hand from end to end, as an engineer writes it: no unit is bound for any of it. */
export const benchOnly = `
recipe: bench-only
title: Bench only
product: Test cells
parameters:
  moi: { title: MOI, unit: '1', target: 5, range: [5, 10], criticality: CPP }
procedure:
  - unitProcedure: bench
    title: Bench
    operations:
      - operation: all
        title: All of it
        phases:
          - id: clear
            kind: clearance
            title: Clear the line
            instruction: Look.
            checks:
              - { id: empty, title: Nothing is left }
              - { id: clean, title: It is clean }
            sign: [performed, verified]
          - id: lots
            kind: material
            title: Materials
            instruction: Scan.
            materials:
              - { id: medium, title: Medium, critical: true }
            sign: [performed, verified]
          - id: identity
            kind: scan
            title: Identity
            instruction: Scan the bag.
            scans: [{ id: bag, title: Bag, expects: coi }]
            sign: [performed]
          - id: cells
            kind: measure
            title: Count
            instruction: Count twice.
            replicates: 2
            recounts: 1
            onBreach: supervisor
            fields:
              vcd: { type: number, title: Viable cells, unit: 10*6/mL, decimals: 2, action: [0.5, null], onBreach: supervisor, criticality: CQA, cv: 10 }
            sign: [performed, verified]
          - id: draw
            kind: sample
            title: Draw
            instruction: Draw it.
            container: Cryovial 2 mL
            sign: [performed]
          - id: found
            kind: result
            title: Result
            instruction: Type it.
            of: draw
            within: PT24H
            fields:
              endotoxin: { type: number, title: Endotoxin, unit: '[iU]/mL', decimals: 2, action: [null, 0.5], onBreach: supervisor, criticality: CQA }
            sign: [performed, verified]
          - id: dose
            kind: calculation
            title: Dose
            instruction: Draw this much.
            formula: parameters.moi * cells.vcd
            unit: 10*6/mL
            rounding: { decimals: 1, mode: half-even }
            criticality: info
            sign: [performed]
          - id: curve
            kind: entry
            title: Freeze
            instruction: Read the curve.
            fields:
              start: { type: number, title: At the start, unit: Cel, decimals: 1, criticality: IPC, at: PT0S }
              later: { type: number, title: After ten minutes, unit: Cel, decimals: 1, criticality: IPC, at: PT10M }
            sign: [performed]
          - id: bags
            kind: label
            title: Labels
            instruction: Print.
            labels:
              - { id: bag, title: Bag, copies: 2, lines: ['{product}, {batch}', '{coi} {patient}', '{code} ({n} of {of})'] }
            sign: [performed, verified]
          - id: check
            kind: review
            title: Check
            instruction: Read all.
            sign: [reviewed]
`;

/** By hand, then on a unit, then by hand again. */
export const benchAndUnit = `
recipe: bench-and-unit
title: Bench and unit
product: Test cells
procedure:
  - unitProcedure: before
    title: Before
    operations:
      - operation: receive
        title: Receive
        phases:
          - id: received
            kind: scan
            title: Received
            instruction: Scan.
            scans: [{ id: bag, title: Bag, expects: coi }]
            sign: [performed]
  - unitProcedure: culture
    title: Culture
    unitClass: closed-bioreactor
    operations:
      - operation: compare
        title: Compare
        phases:
          - id: identity
            kind: scan
            title: Identity
            instruction: Scan the bag.
            scans: [{ id: bag, title: Bag, expects: coi }]
            sign: [performed]
          - id: glucose
            kind: compare
            title: Glucose beside the unit
            instruction: Measure.
            capture: { tag: glucose, aggregate: last, window: PT1M }
            unit: g/L
            decimals: 2
            alert: [-10, 10]
            action: [-50, 50]
            onBreach: supervisor
            criticality: CPP
            sign: [performed, verified]
  - unitProcedure: after
    title: After
    operations:
      - operation: end
        title: End
        phases:
          - id: check
            kind: review
            title: Check
            instruction: Read all.
            sign: [reviewed]
`;

/** The same in two operations, with limits on its curve and a hold time, for a walk at the tablet. */
export const benchTablet = benchOnly
  .replace('recipe: bench-only', 'recipe: bench-tablet')
  .replace('title: All of it', 'title: 1 · Clear and count')
  .replace(
    '          - id: draw\n',
    `      - operation: samples
        title: 2 · Sample, dose and label
        phases:
          - id: draw
`,
  )
  .replace('criticality: IPC, at: PT0S', 'criticality: IPC, onBreach: continue, action: [2.0, 8.0], at: PT0S')
  .replace('criticality: IPC, at: PT10M', 'criticality: IPC, onBreach: continue, action: [-12.0, -2.0], at: PT10M')
  .concat(`windows:
  - id: cleared
    title: Cleared to labelled
    from: clear.end
    to: bags.end
    max: PT4H
    onBreach: continue
    criticality: IPC
    demo: { max: PT20M }
`);
