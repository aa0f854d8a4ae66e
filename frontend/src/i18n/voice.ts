/** What readers are asked, and told of what others think. The sentences and the words of the stars are the model portal's. */
import { inBoth } from './language.svelte';

export const sayVoice = inBoth(
  {
    ratings: 'Đánh giá bài viết',
    click: 'Click để đánh giá bài viết',
    touch: 'Chạm vào sao để đánh giá bài viết',
    sum: (sum: string, count: string) => `Tổng số điểm của bài viết là: ${sum} trong ${count} đánh giá`,
    average: (points: string) => `Xếp hạng: ${points}`,
    worth: (points: string) => ['rất kém', 'kém', 'đạt', 'tốt', 'rất tốt'][Number(points) - 1] ?? '',
    star: (points: string, worth: string) => `${points} sao: ${worth}`,
    thanks: 'Cảm ơn quý vị. Có thể chọn lại số sao.',
    failed: 'Chưa gửi được đánh giá. Xin thử lại sau ít phút.',
  },
  {
    ratings: 'Rate this article',
    click: 'Click to rate this article',
    touch: 'Touch a star to rate this article',
    sum: (sum, count) => `This article has ${sum} points in ${count} ${count === '1' ? 'rating' : 'ratings'}`,
    average: (points) => `Average: ${points}`,
    worth: (points) => ['very poor', 'poor', 'fair', 'good', 'very good'][Number(points) - 1] ?? '',
    star: (points, worth) => `${points} ${points === '1' ? 'star' : 'stars'}: ${worth}`,
    thanks: 'Thank you. You may choose again.',
    failed: 'The rating could not be sent. Please try again in a few minutes.',
  },
);
