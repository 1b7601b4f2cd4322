import type { NotificationMessage } from 'node-opcua';
import type { Link } from './link.js';

const IN_FLIGHT = 3;

/** A subscription that is published. */
interface Published {
  subscription: number;
  /** in ms, after which the link counts as cut */
  silence: number;
  /** numbers to be acknowledged with the next request */
  acknowledged(): number[];
  /** one message after the other; where it rejects, the link is given up */
  take(message: NotificationMessage): Promise<void>;
  /** nothing waits at the unit beyond what it has just said */
  drained(): void;
}

/** Asks for notifications until the link fails or goes silent; then it rejects. */
export function publishUntilLost(link: Link, { subscription, silence, ...on }: Published): Promise<never> {
  return new Promise((_, reject) => {
    let failed = false;
    let watchdog: NodeJS.Timeout | undefined;
    let taken = Promise.resolve();
    const fail = (error: unknown): void => {
      failed = true;
      clearTimeout(watchdog);
      reject(error instanceof Error ? error : new Error(String(error)));
    };
    const alive = (): void => {
      clearTimeout(watchdog);
      watchdog = setTimeout(() => fail(new Error('silent for three keep-alives')), silence);
    };
    const ask = (): void => {
      link.publish(subscription, on.acknowledged()).then((response) => {
        if (failed) return;
        alive();
        ask();
        if (response.subscriptionId !== subscription) return;
        const { notificationData } = response.notificationMessage;
        if (!response.moreNotifications && (notificationData ?? []).length > 0) on.drained();
        taken = taken.then(() => on.take(response.notificationMessage));
        taken.catch(fail);
      }, fail);
    };
    alive();
    for (let asked = 0; asked < IN_FLIGHT; asked++) ask();
  });
}
