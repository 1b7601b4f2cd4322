/** A short recipe by hand, with answers that are expected, what may be left out, a value that others rest on, and a wait. */
export const correctedRecipe = `
recipe: corrected
title: Corrected
product: Test cells
statedWithin: PT10M
parameters:
  moi: { title: MOI, unit: '1', target: 5, range: [5, 10], criticality: CPP }
procedure:
  - unitProcedure: bench
    title: Bench
    operations:
      - operation: all
        title: All of it
        phases:
          - { id: identity, kind: scan, title: Identity, instruction: Scan., scans: [{ id: bag, title: Bag, expects: coi }], sign: [performed] }
          - id: count
            kind: entry
            title: Count
            instruction: Count.
            fields:
              cells: { type: number, title: Cells, unit: 10*6, decimals: 0, action: [80, 200], onBreach: supervisor, criticality: CQA }
              turbid: { type: boolean, title: Turbid, expects: false, onBreach: continue, criticality: IPC, deviation: true }
              colour: { type: choice, title: Colour, choices: { pink: Pink, yellow: Yellow }, expects: [pink], onBreach: supervisor, criticality: CPP, deviation: false }
              remark: { type: text, title: Remark, optional: true }
            sign: [performed, verified]
          - id: volume
            kind: calculation
            title: Vector
            instruction: Read.
            formula: parameters.moi * count.cells
            unit: 10*6
            rounding: { decimals: 0, mode: half-even }
            criticality: info
            sign: [performed]
          - { id: mix, kind: instruction, title: Mix, instruction: Mix., sign: [performed] }
          - { id: rest, kind: wait, title: Rest, instruction: Rest., for: PT6H, sign: [performed] }
          - { id: check, kind: review, title: Check, instruction: Read., sign: [reviewed] }
`;
