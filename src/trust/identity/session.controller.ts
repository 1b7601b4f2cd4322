import { Body, Controller, Delete, Get, Headers, HttpCode, Inject, Post, Res } from '@nestjs/common';
import { ApiNoContentResponse, ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { CONFIG, type Config } from '../../platform/config/index.js';
import { type Caller, CallerOf, Open, Permission } from '../../platform/http/index.js';
import { sessionCookie } from './domain/index.js';
import { FindPerson } from './find-person.service.js';
import { SessionDto, SignInDto } from './identity.dto.js';
import { SignIn } from './sign-in.service.js';

@ApiTags('session')
@Controller('session')
export class SessionController {
  constructor(
    private readonly entrance: SignIn,
    private readonly people: FindPerson,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  @Post()
  @Open('this is where a session begins')
  async signIn(
    @Body() body: SignInDto,
    @Res({ passthrough: true }) reply: FastifyReply,
    @Headers('user-agent') agent?: string,
  ): Promise<SessionDto> {
    const { token, person } = await this.entrance.signIn(body, agent);
    reply.header('set-cookie', sessionCookie(token, this.config.publicUrl));
    return this.people.session({ person, session: null });
  }

  @Get()
  @Permission('session.own')
  get(@CallerOf() caller: Caller): Promise<SessionDto> {
    return this.people.session({ person: caller.person.id, session: caller.session });
  }

  @Delete()
  @Permission('session.own')
  @HttpCode(204)
  @ApiNoContentResponse()
  async signOut(@CallerOf() caller: Caller, @Res({ passthrough: true }) reply: FastifyReply): Promise<void> {
    await this.entrance.signOut(caller);
    reply.header('set-cookie', sessionCookie(null, this.config.publicUrl));
  }
}
