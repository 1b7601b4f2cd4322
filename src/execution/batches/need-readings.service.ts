import { Injectable, type OnModuleInit } from '@nestjs/common';
import { ReadingNeeds } from '../../plant/readings/index.js';
import { neededReadings } from './batch.store.js';

/** Says which readings batches still need, so that no week of them is detached. */
@Injectable()
export class NeedReadings implements OnModuleInit {
  constructor(private readonly needs: ReadingNeeds) {}

  onModuleInit(): void {
    this.needs.register(neededReadings);
  }
}
