import type { LaunchOptions } from '@playwright/test';
export const launch: LaunchOptions;
