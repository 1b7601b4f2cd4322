/** A recipe of one unit procedure with each kind of phase that a test of the API needs, as an engineer writes it. */
export const shortCulture = `
recipe: short-culture
title: Short culture
product: Test cells
parameters:
  moi: { title: MOI, unit: '1', target: 5, range: [5, 10], criticality: CPP }
procedure:
  - unitProcedure: culture
    title: Culture
    unitClass: closed-bioreactor
    operations:
      - operation: all
        title: All of it
        phases:
          - id: identity
            kind: scan
            title: Identity
            instruction: Scan unit and bag.
            scans:
              - { id: unit, title: Unit, expects: unit }
              - { id: bag, title: Bag, expects: coi }
            sign: [performed, verified]
          - id: count
            kind: entry
            title: Count
            instruction: Count.
            fields:
              cells: { type: number, title: Cells, unit: 10*6, decimals: 0, alert: [90, 150], action: [80, 200], onBreach: supervisor, criticality: CQA }
              glucose: { type: number, title: Glucose, unit: g/L, decimals: 2, criticality: IPC, capture: { tag: glucose, aggregate: last, window: PT1M } }
            sign: [performed, verified]
          - id: dose
            kind: calculation
            title: Dose
            instruction: Draw this much.
            formula: parameters.moi * count.cells
            unit: 10*6
            rounding: { decimals: 1, mode: half-even }
            criticality: info
            sign: [performed]
          - id: grow
            kind: program
            title: Grow
            instruction: Start it.
            program: Expansion
            set: { temperature: 37.0 Cel, co2: 5.0 %, agitation: 10 /min, duration: 0.5 h }
            monitor:
              - { tag: temperature, unit: Cel, alert: [36.5, 37.2], action: [36.0, 37.4], delay: PT1S, onBreach: continue, criticality: CPP }
            sign: [performed]
          - id: harvest
            kind: decision
            title: Harvest?
            instruction: Decide.
            options:
              - { id: harvest, title: Harvest, then: continue }
              - { id: stop, title: Stop, then: stop }
            sign: [performed by supervisor]
          - id: check
            kind: review
            title: Check
            instruction: Read all.
            sign: [reviewed]
windows:
  - { id: count-to-grow, title: Counted to growing, from: count.end, to: grow.start, max: PT1H, onBreach: continue, criticality: CPP }
`;

/** The same with a day on the unit, twelve minutes at the speed of its tests: whatever a slow machine does meanwhile, the program still runs. */
export const longCulture = shortCulture
  .replace('recipe: short-culture', 'recipe: long-culture')
  .replace('duration: 0.5 h', 'duration: 24 h');
