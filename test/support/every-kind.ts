/** A recipe with one phase of each of the kinds that a whole process needs, by hand and on a unit, as an engineer writes it. */
export const everyKind = `
recipe: kinds
title: One of each
product: Test cells
procedure:
  - unitProcedure: bench
    title: Bench
    operations:
      - operation: receive
        title: Receive
        phases:
          - id: clear
            kind: clearance
            title: Clear the line
            instruction: Look.
            checks: [{ id: empty, title: Bench is empty }, { id: clean, title: Bench is clean }]
            sign: [performed, verified]
          - id: lots
            kind: material
            title: Lots
            instruction: Scan the lots.
            materials: [{ id: medium, title: Medium, critical: true }, { id: wipes, title: Wipes, critical: false }]
            sign: [performed, verified]
          - id: count
            kind: measure
            title: Count
            instruction: Count twice.
            replicates: 2
            recounts: 1
            onBreach: supervisor
            fields:
              cells: { type: number, title: Cells, unit: 10*6/mL, decimals: 2, alert: [1, 10], action: [0.5, 20], onBreach: stop, criticality: CQA, cv: 10 }
              viability: { type: number, title: Viability, unit: '%', decimals: 1, criticality: IPC }
            sign: [performed, verified]
          - id: draw
            kind: sample
            title: Draw a sample
            instruction: Draw it.
            container: 1 mL cryovial
            sign: [performed]
          - id: purity
            kind: result
            of: draw
            within: P3D
            title: Purity
            instruction: Enter it.
            fields:
              pure: { type: number, title: Purity, unit: '%', decimals: 1, action: [80, 100], onBreach: supervisor, criticality: CQA }
              sterile: { type: boolean, title: No growth }
            sign: [performed, verified]
          - id: pure-cells
            kind: calculation
            title: Pure cells
            instruction: Read it.
            formula: count.cells * purity.pure
            unit: 10*6/mL
            rounding: { decimals: 2, mode: half-even }
            criticality: info
            sign: [performed]
          - id: print
            kind: label
            title: Labels
            instruction: Print, apply, reconcile.
            labels:
              - { id: bag, title: Bag, copies: 2, lines: ['{product} {batch}', '{coi} {patient}', '{code} {n}/{of}'] }
            sign: [performed, verified]
  - unitProcedure: culture
    title: Culture
    unitClass: closed-bioreactor
    operations:
      - operation: grow
        title: Grow
        phases:
          - id: ph-check
            kind: compare
            title: pH beside
            instruction: Measure it.
            capture: { tag: ph, aggregate: mean, window: PT1M }
            unit: '[pH]'
            decimals: 2
            alert: [-0.1, 0.1]
            action: [-0.2, 0.2]
            onBreach: continue
            criticality: CPP
            sign: [performed, verified]
  - unitProcedure: finish
    title: Finish
    operations:
      - operation: freeze
        title: Freeze
        phases:
          - id: curve
            kind: entry
            title: Freeze
            instruction: Read the chart.
            fields:
              start: { type: number, title: Start, unit: Cel, decimals: 1, at: PT0S, action: [2, 8], onBreach: supervisor, criticality: CPP }
              later: { type: number, title: 10 min, unit: Cel, decimals: 1, at: PT10M, action: [-20, 0], onBreach: supervisor, criticality: CPP }
            sign: [performed, verified]
windows:
  - { id: across, title: Over the unit procedures, from: count.end, to: curve.start, max: PT72H, onBreach: supervisor, criticality: CPP }
`;
