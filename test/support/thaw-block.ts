/** A block of the library, as an engineer writes it: phases, a loop, a choice and a repeat that refer to each other. */
export const thawBlock = `
block: thaw-vector
title: Thaw the vector
unitClass: closed-bioreactor
documents:
  SOP-0007: { title: Thawing, version: 2 }
phases:
  - id: vial
    kind: entry
    title: Vial
    instruction: Thaw it.
    documents: [SOP-0007@2]
    fields:
      volume: { type: number, title: Volume, unit: mL, decimals: 1, criticality: IPC }
    sign: [performed]
  - { id: sample, kind: sample, title: Sample, instruction: Draw., container: Vial, sign: [performed] }
  - id: enough
    kind: loop
    title: Until there is enough
    until: total.result >= 3 mL and total.percent > 10 %
    max: 2
    onBreach: supervisor
    criticality: IPC
    phases:
      - id: total
        kind: calculation
        title: Total
        instruction: Read.
        formula: vial.volume * 2 - 1 mL
        unit: mL
        rounding: { decimals: 1, mode: up }
        yield: { theoretical: 2 * vial.volume, criticality: IPC }
        criticality: IPC
        mode: automatic
      - { id: go, kind: decision, title: Go?, instruction: Say., options: [{ id: warm, title: Warm, then: continue }, { id: rest, title: Rest, then: continue }], sign: [performed] }
      - id: way
        kind: choice
        title: Way
        on: go
        options:
          - id: warm
            title: Warm
            phases:
              - id: warm
                kind: program
                title: Warm
                instruction: Start.
                program: Expansion
                set: { duration: '= 1 h * total.result / 1 mL' }
                monitor: []
                until: { or: mid.volume > 1 mL }
                sign: [performed]
              - id: meanwhile
                kind: repeat
                title: Meanwhile
                every: PT1H
                during: warm
                phases:
                  - { id: mid, kind: entry, title: Mid, instruction: Read., fields: { volume: { type: number, title: V, unit: mL, decimals: 1, criticality: IPC } }, sign: [performed] }
          - { id: rest, title: Rest, phases: [] }
  - { id: found, kind: result, title: Found, instruction: Copy., of: sample, fields: { clean: { type: boolean, title: Clean } }, sign: [performed] }
  - { id: print, kind: label, title: Print, instruction: Print., labels: [{ id: bag, title: Bag, copies: 1, lines: ['{code}'] }], sign: [performed, verified] }
`;
