import { Global, Module } from '@nestjs/common';
import { LiveFeed } from './live-feed.service.js';

@Global()
@Module({ providers: [LiveFeed], exports: [LiveFeed] })
export class LiveModule {}
