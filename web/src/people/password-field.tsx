import type { ReactElement } from 'react';

interface Props {
  label: string;
  value: string;
  change: (value: string) => void;
}

/** The present password, which one's own account asks for before it changes. */
export const PasswordField = ({ label, value, change }: Props): ReactElement => (
  <label>
    {label}
    <input
      type="password"
      autoComplete="current-password"
      value={value}
      onChange={({ currentTarget }) => change(currentTarget.value)}
    />
  </label>
);
