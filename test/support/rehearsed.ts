import { readFileSync } from 'node:fs';
import { type MasterRecipe, parseRecipe } from '../../src/definition/recipes/domain/index.js';
import { parseUnitClasses, type UnitClass } from '../../src/definition/unit-classes/domain/index.js';

/** The kinds of unit that are shipped. */
export function shippedClasses(): UnitClass[] {
  const parsed = parseUnitClasses(readFileSync('recipes/plant/unit-classes.yaml', 'utf8'));
  if ('findings' in parsed) throw new Error(JSON.stringify(parsed.findings));
  return parsed.unitClasses;
}

/** A recipe that a text states, which must be valid. */
export function stated(text: string): MasterRecipe {
  const parsed = parseRecipe(text, shippedClasses());
  if ('findings' in parsed) throw new Error(JSON.stringify(parsed.findings, null, 1));
  return parsed.recipe;
}

/** Branches, a decision and its choice, a loop, a program that waits for what is repeated beside it. */
export const everyFlow = `
recipe: every-flow
title: Every flow
product: Test cells
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
                phases: [{ id: mix, kind: instruction, title: Mix, instruction: Mix., sign: [performed] }]
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
                      colour: { type: choice, title: Colour, choices: { red: Red, green: Green }, expects: [red], onBreach: stop, criticality: CQA }
                    sign: [performed, verified]
  - unitProcedure: culture
    title: Culture
    unitClass: closed-bioreactor
    operations:
      - operation: seed
        title: Seed
        phases:
          - id: plan
            kind: decision
            title: Which way?
            instruction: Decide.
            options: [{ id: grow, title: Grow, then: continue }, { id: skip, title: Skip, then: continue }]
            sign: [performed by supervisor]
      - id: way
        kind: choice
        title: Grow or skip
        on: plan
        options:
          - { id: skip, title: Skip, operations: [] }
          - id: grow
            title: Grow
            operations:
              - operation: grow
                title: Grow
                phases:
                  - id: feeding
                    kind: loop
                    title: Feed until there are enough
                    until: feed-count.density >= 2e6 /mL
                    max: 3
                    onBreach: supervisor
                    criticality: IPC
                    phases:
                      - id: culture
                        kind: program
                        title: Culture
                        instruction: Start.
                        program: Expansion
                        set: { temperature: 37.0 Cel }
                        monitor: []
                        until: { after: P2D, or: 'daily.density >= 2e6 /mL' }
                        sign: [performed]
                      - id: each-day
                        kind: repeat
                        title: Each day
                        every: PT24H
                        during: culture
                        phases:
                          - id: daily
                            kind: entry
                            title: Count
                            instruction: Count.
                            fields: { density: { type: number, title: Density, unit: /mL, decimals: 0, criticality: IPC } }
                            sign: [performed]
                      - id: feed-count
                        kind: entry
                        title: Count
                        instruction: Count.
                        fields: { density: { type: number, title: Density, unit: /mL, decimals: 0, criticality: IPC } }
                        sign: [performed]
      - operation: finish
        title: Finish
        phases:
          - { id: check, kind: review, title: Check, instruction: Read., sign: [reviewed] }
`;
