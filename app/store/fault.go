package store

import (
	"errors"
	"fmt"
	"io/fs"
	"strings"
	"syscall"

	"bangtin/app"
)

var (
	errHeld = app.Fault(app.Held, "store_held",
		"Một chương trình khác đang dùng thư mục dữ liệu này. Xin đóng chương trình đó rồi thử lại",
		"Another program is using this data folder. Close it and try again")
	errClosed = app.Fault(app.Unavailable, "store_closed",
		"Kho dữ liệu đã đóng. Xin mở lại chương trình",
		"The store is closed. Start the program again")
	errDamaged = app.Fault(app.Damaged, "store_damaged",
		"Tệp dữ liệu bị hỏng. Xin khởi động lại chương trình: dữ liệu sẽ được khôi phục từ bản sao",
		"The data file is damaged. Restart the program: it will restore the data from its copies")
	// errReopen is Damaged because there is one thing to do about both.
	errReopen = app.Fault(app.Damaged, "reopen",
		"Ổ đĩa báo lỗi giữa lúc lưu nên chưa rõ đã lưu hay chưa. Xin khởi động lại chương trình rồi xem lại",
		"The disk failed in the middle of a save, so it is unknown whether it was kept. Restart the program and look")
	errFull = app.Fault(app.Unavailable, "disk_full",
		"Ổ đĩa đã đầy nên chưa lưu được. Xin xóa bớt tệp không dùng rồi thử lại",
		"The disk is full, so nothing was saved. Free some space and try again")
	errDisk = app.Fault(app.Unavailable, "disk_error",
		"Ổ đĩa báo lỗi đọc hoặc ghi. Xin sao lưu ngay và kiểm tra ổ đĩa",
		"The disk reports a read or write error. Make a backup now and have the disk checked")
	errReadOnly = app.Fault(app.Denied, "read_only",
		"Thư mục dữ liệu chỉ cho đọc. Xin tháo khóa ghi hoặc chọn thư mục khác",
		"The data folder is read-only. Remove the write protection or choose another folder")
	errPermission = app.Fault(app.Denied, "no_permission",
		"Không có quyền dùng thư mục dữ liệu. Xin mở bằng tài khoản đã tạo ra nó hoặc sửa quyền",
		"No permission to use the data folder. Use the account that made it, or change its permissions")
	errNotFolder = app.Fault(app.Invalid, "not_a_folder",
		"Đường dẫn dữ liệu không phải là thư mục. Xin chọn một thư mục",
		"The data path is no folder. Choose a folder")
	errNewer = app.Fault(app.Invalid, "newer_format",
		"Dữ liệu do phiên bản mới hơn của chương trình tạo ra và được giữ nguyên. Xin dùng phiên bản mới hơn",
		"The data was made by a newer version of this program and was left untouched. Use the newer version")
	errNetwork = app.Fault(app.Invalid, "network_share",
		"Thư mục dữ liệu nằm trên ổ mạng, nơi dữ liệu dễ hỏng. Xin chọn thư mục trên máy này",
		"The data folder is on a network share, where data can be lost. Choose a folder on this machine")
	errReplay = app.Fault(app.Conflict, "replay_first",
		"Kho dữ liệu đang khôi phục. Xin chờ rồi thử lại",
		"The store is still being restored. Wait and try again")
	errIncarnation = app.Fault(app.Conflict, "new_incarnation",
		"Dữ liệu vừa được khôi phục hoặc chuyển sang máy khác. Xin khởi động lại chương trình",
		"The data was restored or moved to another machine. Restart the program")
	errBatch = app.Fault(app.TooLarge, "save_too_large",
		"Lần lưu này quá lớn. Xin chia nhỏ rồi lưu lại",
		"This save is too large. Divide it and save again")
)

// textFAT warns of a disk that knows no permissions and no big files.
var textFAT = app.Text{
	VI: "Ổ đĩa định dạng FAT: không có phân quyền, tệp tối đa 4 GB, dễ mất dữ liệu khi rút ngang. Nên dùng ổ NTFS hoặc ext4",
	EN: "This disk is formatted as FAT: no permissions, files of 4 GB at most, and easily lost when unplugged. NTFS or ext4 is better",
}

// diskFault turns what the disk says into what a user can act on. An error
// that is one already, or that says nothing about the disk, is passed on
// with the act before it.
func diskFault(act string, err error) error {
	if err == nil {
		return nil
	}
	wrapped := fmt.Errorf("%s: %w", act, err)
	var known *app.Error
	switch {
	case errors.As(err, &known):
		return wrapped
	case says(err, errnoFull):
		return errFull.With(wrapped)
	case says(err, errnoReadOnly):
		return errReadOnly.With(wrapped)
	case says(err, errnoDisk):
		return errDisk.With(wrapped)
	case errors.Is(err, fs.ErrPermission):
		return errPermission.With(wrapped)
	}
	return wrapped
}

// says finds one of the numbers in an error. bbolt formats some causes away
// ("file resize error: …"), hence the look at the text.
func says(err error, numbers []syscall.Errno) bool {
	for _, n := range numbers {
		if errors.Is(err, n) || strings.HasSuffix(err.Error(), n.Error()) {
			return true
		}
	}
	return false
}
