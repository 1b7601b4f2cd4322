import { Global, Module } from '@nestjs/common';
import { IdentityModule } from '../identity/index.js';
import { Signatures } from './authenticate-signer.service.js';

@Global()
@Module({ imports: [IdentityModule], providers: [Signatures], exports: [Signatures] })
export class SignaturesModule {}
