import { mkdir, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Inject, Injectable, Logger, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { newToken, Rounds, systemNow } from '../../platform/clock/index.js';
import { CONFIG, type Config } from '../../platform/config/index.js';
import { Database, SYSTEM_SCOPE } from '../../platform/database/index.js';
import { postJson } from '../../platform/http/index.js';
import { delivered, type Delivery, failed, isAnyDue, saveToken, takeDeliveries } from './delivery.store.js';
import { mailOf } from './mail.view.js';

const TICK = 1000;
const AT_ONCE = 20;
/** Seconds for which a delivery is a server's, and ms within which a webhook must answer. */
const TAKEN = 60;
const WITHIN = 10_000;
/** Seconds from one attempt to the next, doubled each time; given up after so many. */
const AGAIN = { first: 1, longest: 600, attempts: 30 };

/** Folder of the data directory from which the site's mail server picks up whole messages (`*.eml`). */
const MAIL = 'mail';

/** One that is on its way, with the token of this attempt. */
type Taken = Delivery & { token: string };

/** Brings what escalates to where it is to go, again and again until it is there; nothing waits for it. */
@Injectable()
export class DeliverEscalations implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly log = new Logger('Escalation');
  private readonly rounds = new Rounds(
    TICK,
    () => this.round(),
    ({ message }) => this.log.warn(`not delivered, tried again: ${message}`),
  );

  constructor(
    private readonly database: Database,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  onApplicationBootstrap(): void {
    this.rounds.start();
  }

  onModuleDestroy(): Promise<void> {
    return this.rounds.stop();
  }

  private async round(): Promise<void> {
    if (!(await isAnyDue(this.database))) return;
    const due = await this.database.write(SYSTEM_SCOPE, async (tx) => {
      const taken = await takeDeliveries(tx, AT_ONCE, TAKEN);
      return taken.map((delivery): Taken => {
        const token = newToken();
        saveToken(tx, delivery.id, token);
        return { ...delivery, token };
      });
    });
    // one that cannot be written down keeps no other waiting
    const done = await Promise.allSettled(due.map((delivery) => this.deliver(delivery)));
    for (const one of done) if (one.status === 'rejected') this.log.warn(String(one.reason));
  }

  private async deliver(delivery: Taken): Promise<void> {
    const { id, attempts, contact } = delivery;
    const error = await this.send(delivery).then(
      () => null,
      (thrown: unknown) => (thrown instanceof Error ? thrown.message : String(thrown)),
    );
    if (error !== null) this.log.warn(`${contact}: ${error}`);
    const wait = attempts >= AGAIN.attempts ? null : Math.min(AGAIN.first * 2 ** (attempts - 1), AGAIN.longest);
    await this.database.write(SYSTEM_SCOPE, async (tx) =>
      error === null ? delivered(tx, id) : failed(tx, id, error, wait),
    );
  }

  private send(delivery: Taken): Promise<void> {
    switch (delivery.kind) {
      case 'webhook':
        return this.post(delivery);
      case 'mail':
        return this.drop(delivery);
    }
  }

  /** `id` is the same at every attempt; `answer` is where to say that somebody knows. Never to this machine itself but in a demo. */
  private post({ id, target, body, token }: Taken): Promise<void> {
    const answer = `${this.config.publicUrl}/api/alarms/answers/${token}`;
    return postJson(target, { id, ...body, answer }, { within: WITHIN, mayBeLocal: this.config.mode === 'demo' });
  }

  /** Under another name until it is whole. */
  private async drop(delivery: Taken): Promise<void> {
    const folder = join(this.config.dataDir, MAIL);
    await mkdir(folder, { recursive: true });
    const part = join(folder, `.${delivery.id}.part`);
    await writeFile(part, mailOf(delivery, this.config.publicUrl, systemNow()), { flush: true });
    await rename(part, join(folder, `${delivery.id}.eml`));
  }
}
