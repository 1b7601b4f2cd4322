import { execFileSync } from 'node:child_process';
import { X509Certificate } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

export interface Issued {
  /** PEM */
  certificate: Buffer;
  /** DER */
  der: Buffer;
}

/** Of a certificate: `applicationUri` null for none; good from a day ago, or over by now; signed with SHA-256 unless `digest` says otherwise. */
export interface Asked {
  applicationUri: string | null;
  expired?: boolean;
  dns?: string;
  digest?: string;
}

const DAY = 86_400_000;
const asn1 = (days: number): string => new Date(Date.now() + days * DAY).toISOString().replace(/[-:T]|\.\d+/g, '');

/** A certificate authority in a folder, by OpenSSL. */
export class Authority {
  private issued = 0;

  constructor(private readonly dir: string) {
    mkdirSync(join(dir, 'new'), { recursive: true });
    writeFileSync(this.file('index.txt'), '');
    writeFileSync(this.file('serial'), '1000\n');
    writeFileSync(this.file('ca.cnf'), this.settings({ applicationUri: null }));
    const key = ['-newkey', 'rsa:2048', '-nodes', '-keyout', 'ca.key', '-out', 'ca.pem', '-days', '365'];
    this.run('req', '-x509', '-config', 'ca.cnf', '-subj', '/CN=Authority', '-extensions', 'authority', ...key);
  }

  /** DER */
  get certificate(): Buffer {
    return new X509Certificate(readFileSync(this.file('ca.pem'))).raw;
  }

  /** A certificate for a key (PEM file). */
  issue(key: string, asked: Asked): Issued {
    const name = `unit-${++this.issued}`;
    writeFileSync(this.file(`${name}.cnf`), this.settings(asked));
    this.run('req', '-new', '-config', 'ca.cnf', '-key', key, '-subj', `/CN=${name}`, '-out', `${name}.csr`);
    const time = ['-startdate', asn1(asked.expired ? -2 : -1), '-enddate', asn1(asked.expired ? -1 : 30)];
    const files = ['-in', `${name}.csr`, '-out', `${name}.pem`];
    this.run('ca', '-batch', '-notext', '-config', `${name}.cnf`, '-extensions', 'unit', ...time, ...files);
    const certificate = readFileSync(this.file(`${name}.pem`));
    return { certificate, der: new X509Certificate(certificate).raw };
  }

  /** Takes certificates back; the list of all that were, as DER. */
  revocations(...revoked: Issued[]): Buffer {
    for (const { certificate } of revoked) {
      writeFileSync(this.file('revoked.pem'), certificate);
      this.run('ca', '-config', 'ca.cnf', '-revoke', 'revoked.pem');
    }
    this.run('ca', '-config', 'ca.cnf', '-gencrl', '-out', 'list.pem');
    this.run('crl', '-in', 'list.pem', '-outform', 'DER', '-out', 'list.der');
    return readFileSync(this.file('list.der'));
  }

  private file(name: string): string {
    return join(this.dir, name);
  }

  private run(...words: string[]): void {
    execFileSync('openssl', words, { cwd: this.dir, stdio: 'pipe' });
  }

  private settings({ applicationUri, dns = 'localhost', digest = 'sha256' }: Asked): string {
    return `
[ca]
default_ca = own
[own]
database = index.txt
new_certs_dir = new
certificate = ca.pem
private_key = ca.key
serial = serial
default_md = ${digest}
default_crl_days = 30
policy = any
unique_subject = no
[any]
commonName = supplied
[req]
distinguished_name = name
prompt = no
[name]
commonName = any
[authority]
basicConstraints = critical, CA:TRUE
keyUsage = critical, keyCertSign, cRLSign
subjectKeyIdentifier = hash
authorityKeyIdentifier = keyid:always
[unit]
basicConstraints = CA:FALSE
keyUsage = critical, digitalSignature, nonRepudiation, keyEncipherment, dataEncipherment
extendedKeyUsage = serverAuth, clientAuth
subjectKeyIdentifier = hash
authorityKeyIdentifier = keyid:always, issuer:always
subjectAltName = @names
[names]
${applicationUri === null ? '' : `URI = ${applicationUri}`}
DNS = ${dns}
IP = 127.0.0.1
`;
  }
}
