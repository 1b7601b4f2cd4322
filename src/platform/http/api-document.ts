import type { INestApplication } from '@nestjs/common';
import { DocumentBuilder, type OpenAPIObject, SwaggerModule } from '@nestjs/swagger';
import { VERSION } from '../config/index.js';

/** The API as OpenAPI, the same on every machine. */
export function apiDocument(app: INestApplication): OpenAPIObject {
  const builder = new DocumentBuilder()
    .setTitle('Ballroom')
    .setDescription('MES and electronic batch record engine for cell and gene therapy')
    .setVersion(VERSION)
    .addCookieAuth('ballroom_session', { type: 'apiKey', in: 'cookie' }, 'session');
  return SwaggerModule.createDocument(app, builder.build());
}

/** The document at `/api/docs`, for people and (`/api/docs-json`) for machines. */
export function mountApiDocument(app: INestApplication): void {
  SwaggerModule.setup('api/docs', app, () => apiDocument(app));
}
