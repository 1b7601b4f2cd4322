/** `manual`: by two people in place of the unit's; `not-applicable`: said to be none, with a reason; `file`: by a device's file */
export type EntrySource =
  'typed' | 'captured' | 'calculated' | 'scanned' | 'assigned' | 'manual' | 'not-applicable' | 'file';

/** Where in a device's file an entry stands. */
export interface FileEvidence {
  /** hex SHA-256 of the file's bytes */
  hash: string;
  /** from 1; of a CSV its first line is the header */
  row: number;
  /** the barcode that the row names: the id of the step's sample */
  sample: string;
  /** the mapping that the file was read by, and its version */
  mapping: string;
  version: number;
}
