/** A seal as published: `text` is signed, `signature` is Ed25519 in base64. */
export class SealDto {
  number!: number;
  text!: string;
  signature!: string;
}

/** The public half of the key that signs seals. */
export class SealKeyDto {
  fingerprint!: string;
  pem!: string;
}

/** Where in the ledger something is not as it was written. */
export class LedgerFaultDto {
  /** the stream, or `seals` */
  where!: string;
  /** a fact's place in its stream, or a seal's number */
  entry!: number;
  code!: string;
}

/** What a check of the whole ledger came to. */
export class LedgerVerdictDto {
  streams!: number;
  facts!: number;
  seals!: number;
  faults!: number;
  /** the first hundred */
  first!: LedgerFaultDto[];
}

/** A check as it stands on the security stream. */
export class LedgerCheckDto {
  at!: string;
  verdict!: LedgerVerdictDto;
}
