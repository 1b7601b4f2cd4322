import { Global, Module } from '@nestjs/common';
import { APP_FILTER, APP_PIPE } from '@nestjs/core';
import { Commands } from './commands.service.js';
import { HealthController } from './health.controller.js';
import { HealthWarnings } from './health-warnings.js';
import { ProblemFilter } from './problem.filter.js';
import { validation } from './validation.js';

@Global()
@Module({
  controllers: [HealthController],
  providers: [
    Commands,
    HealthWarnings,
    { provide: APP_FILTER, useClass: ProblemFilter },
    { provide: APP_PIPE, useFactory: validation },
  ],
  exports: [Commands, HealthWarnings],
})
export class HttpModule {}
