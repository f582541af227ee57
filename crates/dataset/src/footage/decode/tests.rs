use super::*;
use crate::footage::probe::tests::stream_of;

fn check(way: Way, keys: &[usize], places: &[usize], expected: &[(Range<usize>, bool)]) {
    let mut stream = stream_of(1000);
    (stream.width, stream.height) = (640, 480);
    stream.keys = keys.to_vec();
    let found: Vec<_> =
        groups(&stream, places, way).into_iter().map(|group| (group.places, group.seek)).collect();
    assert_eq!(found, expected, "{way:?} {places:?}");
}

#[test]
fn a_jump_is_made_where_it_saves_more_than_it_costs() {
    let keys = [0, 100, 500];
    check(Way::Straight, &keys, &[5, 505, 999], &[(0..3, false)]);
    check(Way::Seeking, &keys, &[5, 505, 999], &[(0..1, false), (1..3, true)]);
    check(Way::Seeking, &keys, &[5, 100, 505], &[(0..1, false), (1..2, true), (2..3, true)]);
    // a start costs as much as 97 frames of this size
    check(Way::Cheapest, &keys, &[5, 100, 505], &[(0..2, false), (2..3, true)]);
    check(Way::Cheapest, &keys, &[600], &[(0..1, true)]);
    check(Way::Cheapest, &[0], &[5, 505, 999], &[(0..3, false)]);
    check(Way::Cheapest, &[], &[5, 505], &[(0..2, false)]);
    check(Way::Cheapest, &keys, &[], &[]);
}

#[test]
fn frames_without_times_are_never_sought() {
    let mut stream = stream_of(1000);
    stream.by_time = false;
    stream.keys = vec![0, 500];
    assert_eq!(groups(&stream, &[900], Way::Seeking), [Group { places: 0..1, seek: false }]);
}

#[test]
fn runs_of_frames_are_one_term() {
    let mut stream = stream_of(100);
    stream.stamps = (0..100).map(|place| place * 512).collect();
    assert_eq!(
        selection(&stream, &[0, 1, 2, 7]),
        "if(lt(pts,3584),between(pts,0,1024),eq(pts,3584))"
    );
    stream.by_time = false;
    assert_eq!(selection(&stream, &[0, 1, 2, 7]), "if(lt(n,7),between(n,0,2),eq(n,7))");
}

#[test]
fn frames_come_in_the_order_asked() {
    let frames = Frames { width: 1, height: 1, bytes: vec![1, 1, 1, 2, 2, 2] };
    assert_eq!(rearranged(&frames, &[3, 8], &[8, 3, 8]).bytes, [2, 2, 2, 1, 1, 1, 2, 2, 2]);
}
