import { createHash, generateKeyPairSync, type KeyObject, randomBytes, sign } from 'node:crypto';

const sha256 = (data: string | Buffer): Buffer => createHash('sha256').update(data).digest();
const text = (bytes: Buffer): string => bytes.toString('base64url');

/** What a server hands to a browser for its authenticator. */
export interface Asked {
  origin: string;
  options: {
    challenge: string;
    rp?: { id: string };
    rpId?: string;
    user?: { id: string };
    allowCredentials?: { id: string }[];
    userVerification?: string;
    authenticatorSelection?: object;
    excludeCredentials?: { id: string }[];
  };
}

export interface Assertion {
  credential: string;
  clientData: string;
  authenticatorData: string;
  signature: string;
  holder?: string;
}

/** How an answer differs from an honest one. */
interface Forgery {
  origin?: string;
  rpId?: string;
  /** whether its person proved themselves to the key; true */
  verified?: boolean;
  counter?: number;
  challenge?: string;
  holder?: string;
  type?: string;
}

const UP = 1;
const UV = 4;
const NEW_KEY = 64;

/** A security key in software: answers as honest ones do, or as an attacker would like it to. */
export class Authenticator {
  readonly credential = text(randomBytes(32));
  private readonly key: KeyObject;
  private readonly publicKey: KeyObject;
  private holder = '';
  counter = 0;

  constructor() {
    ({ privateKey: this.key, publicKey: this.publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' }));
  }

  /** A new key for whoever is asked for. */
  register({ origin, options }: Asked, name: string, forged: Forgery = {}) {
    this.holder = options.user!.id;
    const clientData = this.clientData('webauthn.create', options.challenge, origin, forged);
    const id = Buffer.from(this.credential, 'base64url');
    const made = Buffer.concat([Buffer.alloc(16), Buffer.from([0, id.length]), id, this.cose()]);
    const data = this.data(options.rp!.id, NEW_KEY, made, forged);
    const head = Buffer.from('a363666d74646e6f6e656761747453746d74a06861757468446174615900', 'hex');
    const attestation = Buffer.concat([head, Buffer.from([data.length]), data]);
    const transports = ['usb', 'nfc'];
    return { name, credential: this.credential, clientData, attestation: text(attestation), transports };
  }

  /** An answer to a challenge. */
  answer({ origin, options }: Asked, forged: Forgery = {}): Assertion {
    this.counter += 1;
    const clientData = this.clientData('webauthn.get', options.challenge, origin, forged);
    const data = this.data(options.rpId!, 0, Buffer.alloc(0), forged);
    const signed = Buffer.concat([data, sha256(Buffer.from(clientData, 'base64url'))]);
    const holder = forged.holder ?? this.holder;
    return {
      ...{ credential: this.credential, clientData, authenticatorData: text(data) },
      signature: text(sign('sha256', signed, this.key)),
      ...(holder === '' ? {} : { holder }),
    };
  }

  private clientData(type: string, challenge: string, origin: string, forged: Forgery): string {
    const said = { type, challenge, origin, crossOrigin: false, ...forged };
    return text(
      Buffer.from(
        JSON.stringify({ type: said.type, challenge: said.challenge, origin: said.origin, crossOrigin: false }),
      ),
    );
  }

  private data(rpId: string, flags: number, rest: Buffer, forged: Forgery): Buffer {
    const { verified = true, counter = this.counter } = forged;
    const count = Buffer.alloc(4);
    count.writeUInt32BE(counter);
    const said = Buffer.from([UP | (verified ? UV : 0) | flags]);
    return Buffer.concat([sha256(forged.rpId ?? rpId), said, count, rest]);
  }

  /** The public key as COSE writes it: ES256 on P-256. */
  private cose(): Buffer {
    const { x = '', y = '' } = this.publicKey.export({ format: 'jwk' }) as { x?: string; y?: string };
    const [head, next] = [Buffer.from('a5010203262001215820', 'hex'), Buffer.from('225820', 'hex')];
    return Buffer.concat([head, Buffer.from(x, 'base64url'), next, Buffer.from(y, 'base64url')]);
  }
}
