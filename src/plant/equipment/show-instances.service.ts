import { Injectable } from '@nestjs/common';
import { Database } from '../../platform/database/index.js';
import type { Caller } from '../../platform/http/index.js';
import { Leases, listInstances } from '../../platform/leases/index.js';
import { leaseIn } from './domain/index.js';
import { listUnits } from './equipment.store.js';
import type { InstanceDto } from './instance.dto.js';

/** The servers of this database, and which of them does what. */
@Injectable()
export class ShowInstances {
  constructor(
    private readonly database: Database,
    private readonly leases: Leases,
  ) {}

  list(caller: Caller): Promise<InstanceDto[]> {
    return this.database.read(caller.scope, async (tx) => {
      const units = await listUnits(tx);
      const byLease = Map.groupBy(units, leaseIn);
      return (await listInstances(tx)).map(({ leases, ...row }) => ({
        ...row,
        answers: row.id === this.leases.id,
        leases: leases.map(({ name, epoch, takenAt: since }) => ({
          ...{ name, epoch, since },
          units: (byLease.get(name) ?? []).map(({ code }) => code),
        })),
      }));
    });
  }
}
