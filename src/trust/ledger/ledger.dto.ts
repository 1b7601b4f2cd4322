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
