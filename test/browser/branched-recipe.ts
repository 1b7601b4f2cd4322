const phase = (id: string, title: string): string =>
  `{ id: ${id}, kind: instruction, title: ${title}, instruction: Do it., sign: [performed] }`;

/** A vector culture with each way in which a procedure may go: at once, one of several, again, and while another runs. */
export const branchedRecipe = `
recipe: branched
title: Vector culture, fed until it is dense enough
product: Vector lot
parameters:
  density: { title: Density to reach, unit: 10*6/mL, target: 2.0, range: [1.0, 4.0], criticality: CPP }
procedure:
  - unitProcedure: culture
    title: Culture
    unitClass: closed-bioreactor
    operations:
      - operation: prepare
        title: Prepare
        phases:
          - id: identity
            kind: scan
            title: Check the unit
            instruction: Scan the unit.
            scans:
              - { id: unit, title: Label on the unit, expects: unit }
              - { id: bag, title: Label on the bag, expects: coi }
            sign: [performed, verified]
          - id: both
            kind: parallel
            title: Media and kit
            branches:
              - id: media
                title: Media
                phases:
                  - ${phase('mix', 'Mix the medium')}
                  - ${phase('filter', 'Filter it')}
              - id: kit
                title: Kit
                phases:
                  - ${phase('hang', 'Hang the kit')}
      - operation: grow
        title: Grow
        phases:
          - id: culture
            kind: program
            title: Grow the culture
            instruction: Start it.
            program: Expansion
            set: { temperature: 37.0 Cel, co2: 5.0 %, agitation: 10 /min, duration: 1 h }
            monitor:
              - { tag: temperature, unit: Cel, alert: [36.5, 37.5], action: [36.0, 38.0], delay: PT2M, onBreach: continue, criticality: CPP }
              - { tag: co2, unit: '%', alert: [4.5, 5.5], action: [4.0, 6.0], delay: PT2M, onBreach: continue, criticality: CPP }
            sign: [performed]
          - id: looking
            kind: repeat
            title: Look at it
            every: PT15M
            during: culture
            phases:
              - ${phase('look', 'Look for foam')}
          - id: feeding
            kind: loop
            title: Feed until it is dense
            until: 'count.vcd >= parameters.density'
            max: 5
            onBreach: supervisor
            criticality: CPP
            phases:
              - ${phase('feed', 'Feed')}
              - id: count
                kind: entry
                title: Count the cells
                instruction: Count.
                fields:
                  vcd: { type: number, title: Viable cells, unit: 10*6/mL, decimals: 2, alert: [0.50, 20], action: [0.10, 40], onBreach: supervisor, criticality: CPP }
                sign: [performed, verified]
          - id: harvest
            kind: decision
            title: Harvest or stop?
            instruction: Decide.
            options:
              - { id: take, title: Harvest, then: continue }
              - { id: wait, title: Wait a day, then: continue }
            sign: [performed by supervisor]
          - id: way
            kind: choice
            title: As decided
            on: harvest
            options:
              - id: take
                title: Harvest
                phases:
                  - ${phase('take-all', 'Harvest the whole volume into the transfer bag')}
              - { id: wait, title: Wait a day, phases: [] }
          - { id: check, kind: review, title: Look over the record, instruction: Read all., sign: [reviewed] }
windows:
  - { id: mixed-to-grown, title: Mixed to growing, from: mix.end, to: culture.start, max: PT4H, onBreach: continue, criticality: CPP }
`;
