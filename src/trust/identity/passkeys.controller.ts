import { Body, Controller, Headers, HttpCode, Inject, Param, Post, Res } from '@nestjs/common';
import { ApiOkResponse, ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { CONFIG, type Config } from '../../platform/config/index.js';
import { type Caller, CallerOf, Command, type CommandContext, Open, Permission } from '../../platform/http/index.js';
import { AskPasskey } from './ask-passkey.service.js';
import { sessionCookie } from './domain/index.js';
import { FindPerson } from './find-person.service.js';
import { AccessReasonDto, PersonDto, PersonParams, SessionDto } from './identity.dto.js';
import { KeepPasskeys } from './keep-passkeys.service.js';
import {
  AskPasskeyDto,
  AskSigningDto,
  PasskeyAssertionDto,
  PasskeyOptionsDto,
  PasskeyParams,
  RegisterPasskeyDto,
} from './passkey.dto.js';
import { SignIn } from './sign-in.service.js';

/** Keys that sign in and sign in the place of a password. */
@ApiTags('session')
@Controller()
export class PasskeysController {
  constructor(
    private readonly challenges: AskPasskey,
    private readonly passkeys: KeepPasskeys,
    private readonly entrance: SignIn,
    private readonly people: FindPerson,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  /** What a passkey is asked for, to begin a session with it. */
  @Post('session/challenge')
  @Open('this is where a session begins')
  @HttpCode(200)
  @ApiOkResponse({ type: PasskeyOptionsDto })
  challenge(): Promise<PasskeyOptionsDto> {
    return this.challenges.forSignIn();
  }

  @Post('session/passkey')
  @Open('this is where a session begins')
  async signIn(
    @Body() body: PasskeyAssertionDto,
    @Res({ passthrough: true }) reply: FastifyReply,
    @Headers('user-agent') agent?: string,
  ): Promise<SessionDto> {
    const { token, person } = await this.entrance.signIn({ passkey: body, over: { purpose: 'sign-in' } }, agent);
    reply.header('set-cookie', sessionCookie(token, this.config.publicUrl));
    return this.people.session({ person, session: null });
  }

  /** What a passkey is asked for, to give one signature: over this content, with this meaning, in this session. */
  @Post('me/signing-challenge')
  @Permission('passkey.own')
  @HttpCode(200)
  @ApiOkResponse({ type: PasskeyOptionsDto })
  signing(@CallerOf() caller: Caller, @Body() body: AskSigningDto): Promise<PasskeyOptionsDto> {
    return this.challenges.forSigning(caller, body);
  }

  /** What a new passkey is asked for; by the password, so that nobody adds a key to whom they found signed in. */
  @Post('me/passkeys/challenge')
  @Permission('passkey.own')
  @HttpCode(200)
  @ApiOkResponse({ type: PasskeyOptionsDto })
  registration(@CallerOf() caller: Caller, @Body() body: AskPasskeyDto): Promise<PasskeyOptionsDto> {
    return this.challenges.forRegistration(caller, body);
  }

  @Post('me/passkeys')
  @Permission('passkey.own')
  register(@Command() command: CommandContext, @Body() body: RegisterPasskeyDto): Promise<PersonDto> {
    return this.passkeys.register(command, body);
  }

  @Post('me/passkeys/:id/remove')
  @Permission('passkey.own')
  @HttpCode(200)
  @ApiOkResponse({ type: PersonDto })
  remove(@Command() command: CommandContext, @Param() { id }: PersonParams): Promise<PersonDto> {
    return this.passkeys.remove(command, id);
  }

  /** 11.300(c): one that was lost, stolen or copied. */
  @Post('people/:id/passkeys/:passkey/revoke')
  @Permission('person.write')
  @HttpCode(200)
  @ApiOkResponse({ type: PersonDto })
  revoke(
    @Command() command: CommandContext,
    @Param() { id, passkey }: PasskeyParams,
    @Body() { reason }: AccessReasonDto,
  ): Promise<PersonDto> {
    return this.passkeys.revoke(command, id, { id: passkey, reason });
  }
}
