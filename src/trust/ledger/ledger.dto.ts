import { ApiProperty } from '@nestjs/swagger';
import { Length } from 'class-validator';

/** A seal as published: `text` is signed, `signature` is Ed25519 in base64. */
export class SealDto {
  number!: number;
  text!: string;
  signature!: string;
}

/** A key that signed seals. */
export class HeldKeyDto {
  fingerprint!: string;
  /** public half */
  pem!: string;
  /** its first seal */
  from!: number;
  /** its last seal; null of the one that signs now */
  @ApiProperty({ nullable: true, type: 'integer' }) until!: number | null;
  /** when, by whom and why it took the place of the one before; null of the first */
  @ApiProperty({ nullable: true, type: 'string' }) since!: string | null;
  @ApiProperty({ nullable: true, type: 'string' }) by!: string | null;
  @ApiProperty({ nullable: true, type: 'string' }) reason!: string | null;
  /** whether the one before signed it; false: that one was lost, and the chain of keys is broken here; null of the first */
  @ApiProperty({ nullable: true, type: 'boolean' }) endorsed!: boolean | null;
}

/** The public half of the key that signs seals, and all keys that did, the first one first. */
export class SealKeyDto {
  fingerprint!: string;
  pem!: string;
  keys!: HeldKeyDto[];
}

export class ChangeKeyDto {
  /** why the key changes, for those who check seals in thirty years */
  @Length(3, 1000) reason!: string;
}

/** Where in the ledger something is not as it was written. */
export class LedgerFaultDto {
  /** the stream, `seals` or `keys` */
  where!: string;
  /** a fact's place in its stream, a seal's number, or that of a change of keys */
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
