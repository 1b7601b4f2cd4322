import { Injectable, type OnModuleInit } from '@nestjs/common';
import { Equipment } from '../equipment/index.js';
import { TakeMessages } from './take-messages.service.js';

/** Takes what all units say, from before the first of them is connected. */
@Injectable()
export class OnMessage implements OnModuleInit {
  constructor(
    private readonly equipment: Equipment,
    private readonly taking: TakeMessages,
  ) {}

  onModuleInit(): void {
    this.equipment.messages().subscribe((message) => this.taking.take(message));
  }
}
