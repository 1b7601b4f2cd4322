import { expand, ON_BIOREACTOR } from '../support/culture-recipe.js';

/** By hand: two branches at once, what may be left out, and a block to insert. */
export const BRANCHED = `
recipe: branched
title: Branched
product: Test cells
type: cleaning
adHoc:
  - id: resample
    title: Sample again
    max: 1
    sign: supervisor
    phases:
      - { id: again, kind: instruction, title: Draw once more, instruction: Draw 1 mL., sign: [performed] }
procedure:
  - unitProcedure: bench
    title: Bench
    operations:
      - operation: prepare
        title: Prepare
        phases:
          - id: both
            kind: parallel
            title: Media and cells
            branches:
              - id: media
                title: Media
                phases:
                  - { id: warm, kind: instruction, title: Warm the medium, instruction: To 37 °C., sign: [performed] }
              - id: cells
                title: Cells
                phases:
                  - id: count
                    kind: entry
                    title: Count the cells
                    instruction: Count twice.
                    fields:
                      cells: { type: number, title: Cells, unit: 10*6, decimals: 0, action: [80, 200], onBreach: continue, criticality: IPC }
                      remark: { type: text, title: Colour of the medium }
                    sign: [performed]
          - { id: look, kind: instruction, title: Look at it, instruction: Look., sign: [performed] }
`;

/** On a unit: a value that it knows, and a program that goes on for long. */
export const CULTURE = `
recipe: paused
title: Paused culture
product: Test cells
${ON_BIOREACTOR}
          - id: identity
            kind: scan
            title: Check the bag
            instruction: Scan the bag.
            scans: [{ id: bag, title: Bag, expects: coi }]
            sign: [performed]
          - id: glucose
            kind: entry
            title: Glucose at the start
            instruction: Take it from the unit.
            fields:
              glucose: { type: number, title: Glucose, unit: g/L, decimals: 2, action: [1, 8], onBreach: continue, criticality: IPC, capture: { tag: glucose, aggregate: last, window: PT1M } }
            sign: [performed]
          ${expand(200)}
            monitor: [{ tag: temperature, unit: Cel, action: [20, 40], delay: PT10S, onBreach: continue, criticality: CPP }]
            sign: [performed]
          - { id: look, kind: instruction, title: Look at the cells, instruction: Look once., sign: [performed] }
`;

/** Its choice rests on a decision that a supervisor may skip: nobody has said which way it goes. */
export const UNDECIDED = `
recipe: undecided
title: Undecided
product: Test cells
type: cleaning
procedure:
  - unitProcedure: bench
    title: Bench
    operations:
      - operation: end
        title: End
        phases:
          - id: way
            kind: decision
            title: Fresh or frozen?
            instruction: Decide.
            options: [{ id: fresh, title: Fresh, then: continue }, { id: frozen, title: Frozen, then: continue }]
            sign: [performed by supervisor]
          - id: route
            kind: choice
            title: As decided
            on: way
            options:
              - id: fresh
                title: Fresh
                phases: [{ id: chill, kind: instruction, title: Chill it, instruction: To 4 °C., sign: [performed] }]
              - { id: frozen, title: Frozen, phases: [] }
`;
