/** What a kiosk or screen says that waits to be let into a library: apart, for hardly one ever does. */
import { inBoth } from './language.svelte';

export const sayUninvited = inBoth(
  {
    text: (code: string) =>
      `Máy này chờ được nhận vào thư viện. Nhân viên cắm một USB vào đây, mang sang máy quản trị, nhập mã ${code} rồi mang USB về lại.`,
  },
  {
    text: (code: string) =>
      `This machine waits to be let into the library. Staff: plug a stick in here, take it to an administrator’s machine, enter the code ${code} there and bring the stick back.`,
  },
);
