import { Global, Module } from '@nestjs/common';
import { APP_GUARD, DiscoveryModule } from '@nestjs/core';
import { OrganisationModule } from '../organisation/index.js';
import { AcceptSecret } from './accept-secret.service.js';
import { AskPasskey } from './ask-passkey.service.js';
import { AskProvider } from './ask-provider.service.js';
import { AdministerAccess } from './administer-access.service.js';
import { ChangePerson } from './change-person.service.js';
import { CheckCredentials } from './check-credentials.service.js';
import { CheckPasskey } from './check-passkey.service.js';
import { CheckRoutes } from './check-routes.service.js';
import { ContinueSigning } from './continue-signing.service.js';
import { DefineAccessPolicy } from './define-access-policy.service.js';
import { EndSession } from './end-session.service.js';
import { FindPerson } from './find-person.service.js';
import { GuardAccess } from './guard-access.service.js';
import { HashSecret } from './hash-secret.service.js';
import { KeepPasskeys } from './keep-passkeys.service.js';
import { LinkAccount } from './link-account.service.js';
import { MeController } from './me.controller.js';
import { OpenSession } from './open-session.service.js';
import { PasskeysController } from './passkeys.controller.js';
import { PeopleController } from './people.controller.js';
import { RecordSecurity } from './record-security.service.js';
import { RegisterPerson } from './register-person.service.js';
import { ResetSecret } from './reset-secret.service.js';
import { ResolveSession } from './resolve-session.service.js';
import { SecretController } from './secret.controller.js';
import { SecurityController } from './security.controller.js';
import { SessionController } from './session.controller.js';
import { SessionsController } from './sessions.controller.js';
import { SetPassword } from './set-password.service.js';
import { SetUpController } from './set-up.controller.js';
import { SetUp } from './set-up.service.js';
import { ShowSecurity } from './show-security.service.js';
import { ShowSessions } from './show-sessions.service.js';
import { SignInByProvider } from './sign-in-by-provider.service.js';
import { SignIn } from './sign-in.service.js';
import { SsoController } from './sso.controller.js';
import { SignStatement } from './sign-statement.service.js';
import { UnlockPerson } from './unlock-person.service.js';

@Global()
@Module({
  imports: [DiscoveryModule, OrganisationModule],
  controllers: [
    SessionController,
    SessionsController,
    MeController,
    PasskeysController,
    PeopleController,
    SecretController,
    SecurityController,
    SetUpController,
    SsoController,
  ],
  providers: [
    AcceptSecret,
    AdministerAccess,
    AskPasskey,
    AskProvider,
    ChangePerson,
    CheckCredentials,
    CheckPasskey,
    CheckRoutes,
    ContinueSigning,
    DefineAccessPolicy,
    EndSession,
    FindPerson,
    HashSecret,
    KeepPasskeys,
    LinkAccount,
    OpenSession,
    RecordSecurity,
    RegisterPerson,
    ResetSecret,
    ResolveSession,
    SetPassword,
    SetUp,
    ShowSecurity,
    ShowSessions,
    SignIn,
    SignInByProvider,
    SignStatement,
    UnlockPerson,
    { provide: APP_GUARD, useClass: GuardAccess },
  ],
  exports: [CheckCredentials, CheckRoutes, ContinueSigning, RecordSecurity],
})
export class IdentityModule {}
