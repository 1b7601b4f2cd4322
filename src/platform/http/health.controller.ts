import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Controller, Get, Inject } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { CONFIG, type Config, VERSION } from '../config/index.js';
import { Database, SYSTEM_SCOPE } from '../database/index.js';
import { Open } from './access.js';
import { DemoDto, HealthDto } from './health.dto.js';
import { HealthWarnings } from './health-warnings.js';

@ApiTags('server')
@Controller()
export class HealthController {
  constructor(
    private readonly database: Database,
    @Inject(CONFIG) private readonly config: Config,
    private readonly warnings: HealthWarnings,
  ) {}

  /** Answers once the server and its database do; 503 while the database is away. */
  @Get('health')
  @Open('load balancers and the starter ask before anyone can sign in')
  async health(): Promise<HealthDto> {
    await this.database.read(SYSTEM_SCOPE, () => Promise.resolve());
    return { status: 'ok', version: VERSION, warnings: await this.warnings.all() };
  }

  /** Whether this is a demo, how fast its time runs, and who may sign in there. */
  @Get('demo')
  @Open('the sign-in page of a demo says so and shows its people; production answers that it is none')
  demo(): DemoDto {
    const { mode, speed, dataDir } = this.config;
    if (mode === 'production') return { demo: false, speed: 1, people: [], password: null };
    const file = join(dataDir, 'demo.json');
    const known = existsSync(file)
      ? (JSON.parse(readFileSync(file, 'utf8')) as Pick<DemoDto, 'people' | 'password'>)
      : null;
    return { demo: true, speed, people: known?.people ?? [], password: known?.password ?? null };
  }
}
