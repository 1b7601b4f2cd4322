import { useLocalStorage } from '@mantine/hooks';

export type Look = 'dark' | 'light';

/** How the floor's pages look on this tablet; the desk's are light. */
export function useFloorLook(): [Look, (look: Look) => void] {
  const [look, setLook] = useLocalStorage<Look>({
    key: 'ballroom/floor',
    defaultValue: 'dark',
    getInitialValueInEffect: false,
  });
  return [look, setLook];
}
