/** Bags go into a freezer by position; its first step is shown by a picture that is there, one that gets lost, and in German. */
export const storeRecipe = (picture: string, other: string): string => `
recipe: store
title: Store the bags in vapour over liquid nitrogen until they are released
product: Test cells
documents:
  SOP-0042: { title: Putting bags into a freezer without warming the ones that are there, version: '3' }
translations:
  de:
    put.title: Beutel einlagern
    put.instruction: Beutel in den Träger stellen.
    put.seal: Siegel
    put.seal.whole: unversehrt
    put.place: Bemerkung zum Platz
procedure:
  - unitProcedure: store
    title: Store
    unitClass: freezer
    operations:
      - operation: put
        title: Put away
        phases:
          - id: identity
            kind: scan
            title: Check the bag
            instruction: Scan the bag.
            scans: [{ id: bag, title: Bag, expects: coi }]
            sign: [performed]
          - id: put
            kind: entry
            title: Put the bags away
            instruction: Put the bags into the rack.
            documents: [SOP-0042@3]
            pictures:
              - { file: ${picture}, shows: The rack with its eight positions }
              - { file: ${other}, shows: 'A gloved hand that holds the bag by its upper edge, the ports to the left' }
            fields:
              seal: { type: choice, title: Seal, choices: { whole: whole, torn: torn }, expects: [whole], onBreach: continue, criticality: IPC }
              place: { type: text, title: Remark on the place, optional: true }
            sign: [performed]
`;
