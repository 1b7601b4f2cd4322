import { Body, Controller, Post } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { Open } from '../../platform/http/index.js';
import { personOf } from './domain/index.js';
import { PersonRefDto, SetUpDto } from './identity.dto.js';
import { SetUp } from './set-up.service.js';

@ApiTags('session')
@Controller('setup')
export class SetUpController {
  constructor(private readonly setUp: SetUp) {}

  @Post()
  @Open('there is nobody yet who could sign in; the one-time token stands for a session')
  async run(@Body() body: SetUpDto): Promise<PersonRefDto> {
    const { id, username, name } = personOf(await this.setUp.run(body));
    return { id, username, name };
  }
}
