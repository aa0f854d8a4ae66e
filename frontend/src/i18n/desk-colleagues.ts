/** What the settings say of work from other machines, and the first page there. */
import { inBoth } from './language.svelte';

export const sayColleagues = inBoth(
  {
    title: 'Làm việc từ máy khác',
    text: 'Đồng nghiệp cùng mạng mở bàn biên tập này từ máy của họ, bằng tài khoản của họ. Máy này phải đang chạy Bảng Tin.',
    open: 'Mở cho đồng nghiệp',
    shut: 'Đóng lại',
    isShut: 'Đang đóng: chỉ máy này làm việc được.',
    onlyAdmin: 'Quản trị viên mở hoặc đóng việc này.',
    fixed: 'Do dòng lệnh mở; đóng bằng cách dừng chương trình.',
    away: 'Chỉ đóng được trên chính máy đang mở.',
    addresses: 'Trong trình duyệt của máy kia, mở',
    orWindow: 'Hoặc, nếu máy kia cũng có Bảng Tin, chạy',
    sixDigits: 'Bằng cách này hai máy so sáu số lúc nối lần đầu, và từ đó nhận ra nhau.',
    fingerprint:
      'Trình duyệt sẽ báo chưa biết chứng thư này. Trước khi đồng ý, mở phần xem chứng thư và so dấu vân tay SHA-256:',
    code: 'Mã địa chỉ',
    noNetwork: 'Máy này chưa nối mạng nào: hiện chỉ chính máy này tới được địa chỉ trên.',
    meetings: 'Máy đang nối lần đầu',
    meetingsNone: 'Sáu số hiện ở đây khi một máy nối lần đầu.',
    compare: 'Chỉ bấm “Giống nhau” trên máy kia khi nó hiện đúng số này.',
    meeting: (name: string, place: string) => `${name} (${place})`,
    unnamed: 'Máy không tên',
    firstCode: 'Mã trên máy chủ',
    firstCodeHint: 'Hiện ở dòng lệnh nơi Bảng Tin đang chạy, dạng ABCD-EFGH.',
  },
  {
    title: 'Working from other machines',
    text: 'Colleagues on the same network open this desk from their machines, with their own accounts. Bảng Tin has to be running on this one.',
    open: 'Open to colleagues',
    shut: 'Shut it',
    isShut: 'Shut: only this machine works.',
    onlyAdmin: 'An administrator opens or shuts this.',
    fixed: 'Opened by the command line; it is shut by ending the program.',
    away: 'It can be shut only at the machine that is open.',
    addresses: 'In a browser on the other machine, open',
    orWindow: 'Or, if Bảng Tin is on the other machine too, run',
    sixDigits:
      'That way the two machines compare six digits the first time, and know each other from then on.',
    fingerprint:
      'The browser will say that it does not know this certificate. Before you accept, open its details and compare the SHA-256 fingerprint:',
    code: 'Code of the address',
    noNetwork: 'This machine is on no network: for now only the machine itself reaches that address.',
    meetings: 'Calling for the first time',
    meetingsNone: 'Six digits appear here when a machine calls for the first time.',
    compare: 'Press “They are the same” on the other machine only if it shows these very digits.',
    meeting: (name: string, place: string) => `${name} (${place})`,
    unnamed: 'A machine without a name',
    firstCode: 'Code from the server',
    firstCodeHint: 'It stands on the terminal where Bảng Tin runs, in the form ABCD-EFGH.',
  },
);
