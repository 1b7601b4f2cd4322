import { createInstance } from 'i18next';
import { initReactI18next } from 'react-i18next';
import { en } from './en/index.js';

/** Keys are flat and carry dots of their own, as the API's codes do. */
export const i18n = createInstance();

await i18n.use(initReactI18next).init({
  lng: 'en',
  fallbackLng: 'en',
  resources: { en: { translation: en } },
  keySeparator: false,
  nsSeparator: false,
  interpolation: { escapeValue: false },
});
