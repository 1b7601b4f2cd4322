import { createHash, createPublicKey, type KeyObject, verify } from 'node:crypto';

/** An Ed25519 public key and its fingerprint: SHA-256 (hex) of its DER (SPKI). Null where the text is no such key. */
export function publicKey(pem: string): { key: KeyObject; fingerprint: string } | null {
  try {
    const key = createPublicKey(pem);
    if (key.asymmetricKeyType !== 'ed25519' || !pem.includes('PUBLIC KEY')) return null;
    const der = key.export({ type: 'spki', format: 'der' });
    return { key, fingerprint: createHash('sha256').update(der).digest('hex') };
  } catch {
    return null;
  }
}

/** Whether a base64 signature over the UTF-8 of a text is this key's. */
export function signed(key: KeyObject, text: string, signature: string): boolean {
  const bytes = Buffer.from(signature, 'base64');
  return bytes.toString('base64') === signature && verify(null, Buffer.from(text), key, bytes);
}
