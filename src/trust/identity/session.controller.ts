import { Body, Controller, Delete, Get, HttpCode, Inject, Post, Res } from '@nestjs/common';
import { ApiNoContentResponse, ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { CONFIG, type Config } from '../../platform/config/index.js';
import { type Caller, CallerOf, Open, Permission } from '../../platform/http/index.js';
import { sessionCookie } from './domain/index.js';
import { sessionView } from './find-person.service.js';
import { SessionDto, SignInDto } from './identity.dto.js';
import { ResolveSession } from './resolve-session.service.js';
import { SignIn } from './sign-in.service.js';

@ApiTags('session')
@Controller('session')
export class SessionController {
  constructor(
    private readonly entrance: SignIn,
    private readonly sessions: ResolveSession,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  @Post()
  @Open('this is where a session begins')
  async signIn(@Body() body: SignInDto, @Res({ passthrough: true }) reply: FastifyReply): Promise<SessionDto> {
    const { token, state } = await this.entrance.signIn(body);
    reply.header('set-cookie', sessionCookie(token, this.config.publicUrl));
    return sessionView(state);
  }

  @Get()
  @Permission('session.own')
  async get(@CallerOf() caller: Caller): Promise<SessionDto> {
    return sessionView(await this.sessions.stateOf(caller));
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
