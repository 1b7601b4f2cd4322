import { hash } from 'node:crypto';
import { HashSecret } from '../src/trust/identity/hash-secret.service.js';
import { main } from '../src/main.js';

/** The server, but for argon2id: what it takes to check a password is stated beside a benchmark's figures, not in them. */
const quick = (password: string): string => `$argon2id$bench$${hash('sha256', password)}`;
HashSecret.prototype.hash = (password) => Promise.resolve(quick(password));
HashSecret.prototype.matches = (password, stored) => Promise.resolve(stored === quick(password));

await main();
