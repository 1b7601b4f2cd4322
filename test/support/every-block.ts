/** A recipe that uses every construct that orders, chooses, repeats, expects or inserts; by hand and on one unit. */
export const everyBlock = `
recipe: every-block
title: Every block
product: Test cells
statedWithin: PT20M
documents:
  SOP-0042: { title: Counting cells, version: 3 }
  FORM-7: { title: Feed sheet, version: '2.1' }
parameters:
  moi: { title: MOI, unit: '1', target: 5, range: [5, 10], criticality: CPP }
  weight: { title: Body weight, unit: kg, source: patient, range: [20, 200], criticality: CPP }
  feed: { title: Feed, unit: mL, source: formula, formula: parameters.moi * seed.volume / 10, rounding: { decimals: 1, mode: half-up }, range: [1, 50], action: [2, 40], onBreach: supervisor, deviation: false, criticality: CPP }
  volume: { title: Volume, unit: L, source: entry, from: seed.volume, range: [0.001, 1], criticality: IPC }
  warmth: { title: Warmth, unit: Cel, source: reading, from: seed.warmth, range: [30, 40], criticality: IPC }
procedure:
  - id: prepare
    kind: parallel
    title: Prepare
    branches:
      - id: media
        title: Media
        procedure:
          - unitProcedure: media
            title: Media
            operations:
              - operation: media
                title: Media
                phases:
                  - { id: mix, kind: instruction, title: Mix, instruction: Mix., documents: [SOP-0042@3], pictures: [{ file: 6f1ed002ab5595859014ebf0951522d9d0cbe0a9ef9d8a4d9ad5a3a5c5e6d7f8, shows: The bottle }], sign: [performed] }
      - id: papers
        title: Papers
        procedure:
          - unitProcedure: papers
            title: Papers
            operations:
              - operation: papers
                title: Papers
                phases:
                  - id: papers-read
                    kind: entry
                    title: Papers
                    instruction: Read.
                    fields:
                      signed: { type: boolean, title: Signed, expects: true, onBreach: supervisor, criticality: IPC }
                      colour: { type: choice, title: Colour, choices: { red: Red, blue: Blue, green: Green }, expects: [red, blue], onBreach: stop, deviation: true, criticality: CQA }
                      remark: { type: text, title: Remark, optional: true }
                    sign: [performed, verified]
  - unitProcedure: culture
    title: Culture
    unitClass: closed-bioreactor
    requires: [Calibrated probe]
    operations:
      - operation: seed
        title: Seed
        phases:
          - id: seed
            kind: entry
            title: Seed
            instruction: Seed.
            fields:
              volume: { type: number, title: Volume, unit: mL, decimals: 1, criticality: IPC }
              warmth: { type: number, title: Warmth, unit: Cel, decimals: 1, criticality: IPC, capture: { tag: temperature, aggregate: last, window: PT1M } }
              fit: { type: boolean, title: Cells are fit }
            sign: [performed]
          - id: plan
            kind: decision
            title: Which way?
            instruction: Decide.
            options: [{ id: grow, title: Grow, then: continue }, { id: skip, title: Skip, then: continue }, { id: stop, title: Stop, then: stop }]
            sign: [approved]
      - id: way
        kind: choice
        title: Grow or skip
        on: plan
        options:
          - id: skip
            title: Skip
            operations: []
          - id: grow
            title: Grow
            operations:
              - operation: grow
                title: Grow
                phases:
                  - id: warm
                    kind: program
                    title: Warm
                    instruction: Starts by itself.
                    program: Warm-up
                    set: { temperature: 37.0 Cel }
                    monitor: []
                    mode: automatic
                  - id: feeding
                    kind: loop
                    title: Feed until there are enough
                    until: feed-count.density >= 2e6 /mL and not feed-count.enough
                    max: 3
                    onBreach: supervisor
                    criticality: IPC
                    phases:
                      - id: culture
                        kind: program
                        title: Culture
                        instruction: Start.
                        program: Expansion
                        set: { temperature: '= parameters.warmth', duration: '= 24 h * 2' }
                        monitor: []
                        mode: semi-automatic
                        safeState: { temperature: 36.0 Cel }
                        until: { after: P2D, or: 'daily.density >= 2e6 /mL' }
                        sign: [performed]
                      - id: each-day
                        kind: repeat
                        title: Each day
                        every: PT24H
                        during: culture
                        phases:
                          - { id: daily, kind: entry, title: Count, instruction: Count., documents: [SOP-0042@3, FORM-7@2.1], fields: { density: { type: number, title: Density, unit: /mL, decimals: 0, criticality: IPC } }, sign: [performed] }
                      - id: feed-count
                        kind: entry
                        title: Count
                        instruction: Count.
                        fields:
                          density: { type: number, title: Density, unit: /mL, decimals: 0, criticality: IPC }
                          enough: { type: boolean, title: Enough }
                        sign: [performed]
                      - id: more
                        kind: choice
                        title: Feed more?
                        options:
                          - id: little
                            title: A little
                            when: feed-count.density < 1e6 /mL
                            phases:
                              - { id: feed-more, kind: instruction, title: Feed, instruction: Feed., sign: [performed] }
                          - { id: nothing, title: Nothing, phases: [] }
      - operation: finish
        title: Finish
        phases:
          - id: both
            kind: parallel
            title: At once
            branches:
              - id: rest
                title: Rest
                phases: [{ id: rest, kind: wait, title: Rest, instruction: Rest., for: PT1H, mode: automatic }]
              - id: calculate
                title: Calculate
                phases:
                  - id: gain
                    kind: calculation
                    title: Gain
                    instruction: Read.
                    formula: parameters.volume * 1e6 /mL
                    unit: '1'
                    rounding: { significant: 3, mode: half-even }
                    criticality: IPC
                    mode: automatic
                    yield: { theoretical: '2e6 /mL * seed.volume', action: [70, 110], onBreach: supervisor, criticality: CQA }
                    sign: [performed, verified]
          - { id: draw, kind: sample, title: Draw, instruction: Draw., container: Vial, sign: [performed] }
          - { id: found, kind: result, title: Found, instruction: Copy., of: draw, fields: { clean: { type: boolean, title: Clean, expects: true, onBreach: stop, criticality: CQA } }, sign: [performed, verified] }
          - { id: check, kind: review, title: Check, instruction: Read., sign: [reviewed] }
windows:
  - { id: fresh, title: Fresh, from: seed.end, to: gain.start, max: P3D, onBreach: continue, deviation: true, criticality: CPP }
  - { id: round, title: Round, from: culture.start, to: feed-count.end, max: P3D, onBreach: continue, criticality: IPC }
adHoc:
  - id: resample
    title: Sample again
    max: 2
    sign: supervisor
    unitClass: closed-bioreactor
    phases:
      - { id: draw-again, kind: sample, title: Draw again, instruction: Draw., container: Vial, sign: [performed] }
      - { id: found-again, kind: calculation, title: Half, instruction: Read., formula: parameters.moi / 2, unit: '1', rounding: { decimals: 1, mode: up }, criticality: info, sign: [performed] }
translations:
  de: { seed.title: Einsaat, seed.instruction: Einsäen., seed.volume: Volumen, papers-read.colour.red: Rot, way.title: Weg, way.grow: Wachsen }
  zh-Hant-TW: { seed.title: 接種 }
`;
