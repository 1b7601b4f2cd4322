import {
  createHash,
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  type KeyObject,
  sign,
  verify,
} from 'node:crypto';
import {
  closeSync,
  existsSync,
  fsyncSync,
  linkSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';

/** An Ed25519 key of this server's, kept in a file and never in the database. */
export interface SigningKey {
  /** SHA-256 (hex) of the public key's DER (SPKI) */
  fingerprint: string;
  publicPem: string;
  /** signature (base64) over the UTF-8 of a text */
  sign(text: string): string;
  /** whether a signature (base64) is this key's over the UTF-8 of a text */
  verify(text: string, signature: string): boolean;
}

const FILE = 'seal.pem';
/** The one that shall take its place, until a fact says that it has. */
const NEXT = 'seal.next.pem';
/** Put there by whoever runs the server, where the key is lost for good. */
const LOST = 'seal.lost';

export const hasSigningKey = (keysDir: string): boolean => existsSync(join(keysDir, FILE));

/** The key in `keysDir`, made there (0600) where there is none. */
export function signingKey(keysDir: string): SigningKey {
  return keyIn(join(keysDir, FILE));
}

/** The key that shall take its place, made where there is none. */
export const nextSigningKey = (keysDir: string): SigningKey => keyIn(join(keysDir, NEXT));

/** Whether somebody at the machine has said that the key is lost, and that the server shall start without it. */
export const isSaidLost = (keysDir: string): boolean => existsSync(join(keysDir, LOST));

/**
 * The key of that fingerprint, the next one put in the place of the one before where it is that; null where neither is. With
 * no fingerprint the one that is there, made where there is none.
 */
export function ownSigningKey(keysDir: string, fingerprint: string | null): SigningKey | null {
  if (fingerprint === null) return signingKey(keysDir);
  const next = join(keysDir, NEXT);
  if (existsSync(next) && nextSigningKey(keysDir).fingerprint === fingerprint) takePlace(keysDir);
  if (!hasSigningKey(keysDir)) return null;
  const own = signingKey(keysDir);
  return own.fingerprint === fingerprint ? own : null;
}

/** The private half of the key before is gone with it: nobody signs in its name again. */
function takePlace(keysDir: string): void {
  try {
    renameSync(join(keysDir, NEXT), join(keysDir, FILE));
  } catch (error) {
    // another server on the same folder was first
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
  }
  rmSync(join(keysDir, LOST), { force: true });
  const folder = openSync(keysDir, 'r');
  fsyncSync(folder);
  closeSync(folder);
}

function keyIn(path: string): SigningKey {
  if (!existsSync(path)) make(path);
  return fromPrivate(createPrivateKey(readFileSync(path)));
}

/** Whole or not at all, whenever this is killed; of two servers that make one at once, the first one's stays. */
function make(path: string): void {
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
  const { privateKey } = generateKeyPairSync('ed25519');
  const draft = `${path}.${process.pid}`;
  rmSync(draft, { force: true });
  writeFileSync(draft, privateKey.export({ type: 'pkcs8', format: 'pem' }), { mode: 0o600, flag: 'wx', flush: true });
  try {
    linkSync(draft, path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  } finally {
    rmSync(draft);
  }
}

/** The public half of a key, from its PEM. */
export const verifyingKey = (publicPem: string): Omit<SigningKey, 'sign'> => fromPublic(createPublicKey(publicPem));

function fromPrivate(key: KeyObject): SigningKey {
  return {
    ...fromPublic(createPublicKey(key)),
    sign: (text) => sign(null, Buffer.from(text), key).toString('base64'),
  };
}

function fromPublic(publicKey: KeyObject): Omit<SigningKey, 'sign'> {
  return {
    fingerprint: createHash('sha256')
      .update(publicKey.export({ type: 'spki', format: 'der' }))
      .digest('hex'),
    publicPem: publicKey.export({ type: 'spki', format: 'pem' }).toString(),
    verify: (text, signature) => verify(null, Buffer.from(text), publicKey, Buffer.from(signature, 'base64')),
  };
}
