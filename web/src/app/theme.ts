import { createTheme } from '@mantine/core';

/** Mantine's own measures brought to ours; colours are in look.css. */
export const theme = createTheme({
  fontFamily: 'var(--font)',
  primaryColor: 'dark',
  defaultRadius: 'md',
  radius: { md: '6px' },
  fontSizes: { xs: '14px', sm: '16px', md: '18px', lg: '22px', xl: '28px' },
  cursorType: 'pointer',
  respectReducedMotion: true,
});
