//! Scenes as pixels, in the order in which the video encoder reads them.

use super::sampling::segment_middles;
use super::scene::{Background, Color, Motion, Object, Scene, Shape};
use crate::model::size::Size;
use crate::random::Random;

/// Radii on a canvas of 32 pixels.
const SMALL: f32 = 3.0;
const LARGE: f32 = 5.0;
/// Radii between which an object grows or shrinks, and the frames that it takes.
const RANGE: (f32, f32) = (3.0, 7.0);
pub(crate) const PERIOD: usize = 16;

fn object_color(color: Color) -> [f32; 3] {
    match color {
        Color::Red => [255.0, 0.0, 0.0],
        Color::Green => [0.0, 255.0, 0.0],
        Color::Blue => [0.0, 0.0, 255.0],
        Color::Yellow => [255.0, 255.0, 0.0],
        Color::Magenta => [255.0, 0.0, 255.0],
        Color::Cyan => [0.0, 255.0, 255.0],
    }
}

fn background_color(background: Background) -> [f32; 3] {
    match background {
        Background::Black => [0.0, 0.0, 0.0],
        Background::Gray => [128.0, 128.0, 128.0],
        Background::Navy => [0.0, 0.0, 128.0],
        Background::Olive => [128.0, 128.0, 0.0],
    }
}

/// An object at one moment, in pixels of a canvas of 32.
#[derive(Clone, Copy)]
struct Pose {
    x: f32,
    y: f32,
    radius: f32,
    visible: bool,
}

impl Object {
    /// Where the object is after `moved` frames of its motion.
    fn pose(&self, moved: usize) -> Pose {
        let (mut x, mut y, mut visible) = (self.x, self.y, true);
        let mut radius = if self.large { LARGE } else { SMALL };
        let far = moved as f32;
        let part = (moved % PERIOD) as f32 / (PERIOD - 1) as f32;
        match self.motion {
            Motion::Left => x -= far,
            Motion::Right => x += far,
            Motion::Up => y -= far,
            Motion::Down => y += far,
            Motion::Grows => radius = RANGE.0 + (RANGE.1 - RANGE.0) * part,
            Motion::Shrinks => radius = RANGE.1 - (RANGE.1 - RANGE.0) * part,
            Motion::Blinks => visible = moved % 4 < 2,
            Motion::Stays => {}
        }
        Pose { x, y, radius, visible }
    }
}

/// Whether a point at (dx, dy) from the center belongs to the shape.
fn covers(shape: Shape, dx: f32, dy: f32, r: f32) -> bool {
    let (ax, ay, square) = (dx.abs(), dy.abs(), dx * dx + dy * dy);
    match shape {
        Shape::Circle => square <= r * r,
        Shape::Square => ax.max(ay) <= 0.85 * r,
        Shape::Triangle => ay <= r && ax <= 0.5 * (dy + r),
        Shape::Cross => ax.min(ay) <= 0.34 * r && ax.max(ay) <= r,
        Shape::Ring => square <= r * r && square >= 0.3 * r * r,
        Shape::Diamond => ax + ay <= r,
    }
}

/// Which object is seen at each pixel: 0 for the background, k + 1 for object k; `moved` says for
/// each frame how many frames of its motion each object has made. The canvas is a torus: what
/// leaves it on one side comes back on the other. A later object hides an earlier one. No
/// anti-aliasing: a pixel is covered if its center is.
///
/// # Shapes
/// - returns: `[frames, rows, columns]`
fn owners(scene: &Scene, moved: &[usize], resolution: usize) -> Vec<u8> {
    let scale = 32.0 / resolution as f32;
    let mut owners = vec![0; moved.len() * resolution * resolution];
    for (frame, &moved) in owners.chunks_mut(resolution * resolution).zip(moved) {
        for (owner, object) in (1..).zip(&scene.objects) {
            let pose = object.pose(moved);
            if !pose.visible {
                continue;
            }
            let reach = (pose.radius / scale).ceil() as isize + 1;
            let center = [(pose.x / scale).round() as isize, (pose.y / scale).round() as isize];
            for row in -reach..=reach {
                for column in -reach..=reach {
                    if covers(object.shape, column as f32 * scale, row as f32 * scale, pose.radius)
                    {
                        let y = (center[1] + row).rem_euclid(resolution as isize) as usize;
                        let x = (center[0] + column).rem_euclid(resolution as isize) as usize;
                        frame[y * resolution + x] = owner;
                    }
                }
            }
        }
    }
    owners
}

/// Frames of a scene.
///
/// # Shapes
/// - returns: `[frames, rows, columns, 3]`, 0..255
pub(crate) fn frames(scene: &Scene, moved: &[usize], resolution: usize) -> Vec<f32> {
    let mut colors = vec![background_color(scene.background)];
    colors.extend(scene.objects.iter().map(|object| object_color(object.color)));
    let owners = owners(scene, moved, resolution).into_iter();
    owners.flat_map(|owner| colors[usize::from(owner)]).collect()
}

/// Adds uniform noise of this share of the range to every value.
pub(crate) fn add_noise(pixels: &mut [f32], level: f64, random: &mut Random) {
    for pixel in pixels {
        *pixel = (f64::from(*pixel) + 255.0 * level * (2.0 * random.uniform() - 1.0))
            .clamp(0.0, 255.0) as f32;
    }
}

/// A clip as the video encoder reads it.
///
/// # Shapes
/// - returns: `[s, tubelet]`, values in -1..1; tokens time-major, inside a tubelet frame, row,
///   column, channel
pub(crate) fn clip(
    scene: &Scene,
    moved: &[usize],
    size: &Size,
    noise: Option<(f64, Random)>,
) -> Vec<f32> {
    assert_eq!(moved.len(), size.frames, "a clip has as many frames as the model");
    let mut frames = frames(scene, moved, size.resolution);
    if let Some((level, mut random)) = noise {
        add_noise(&mut frames, level, &mut random);
    }
    tubelets(&frames, size)
}

/// Frames in the order in which the video encoder reads them.
///
/// # Shapes
/// - frames: `[frames, rows, columns, 3]`, 0..255
/// - returns: `[s, tubelet]`, -1..1
pub(crate) fn tubelets(frames: &[f32], size: &Size) -> Vec<f32> {
    let (resolution, pixels, depth) = (size.resolution, size.tubelet_pixels, size.tubelet_frames);
    let across = resolution / pixels;
    let mut tubelets = Vec::with_capacity(frames.len());
    for position in 0..size.positions() {
        for patch_row in 0..across {
            for patch_column in 0..across {
                for frame in position * depth..(position + 1) * depth {
                    for row in patch_row * pixels..(patch_row + 1) * pixels {
                        let start =
                            ((frame * resolution + row) * resolution + patch_column * pixels) * 3;
                        let line = frames[start..start + pixels * 3].iter();
                        tubelets.extend(line.map(|value| value / 127.5 - 1.0));
                    }
                }
            }
        }
    }
    tubelets
}

/// The clip in which every object moves from the first frame on: 16 frames of motion, sampled
/// uniformly, or drawn at more moments where the model takes more frames.
pub(crate) fn moving_clip(scene: &Scene, size: &Size) -> Vec<f32> {
    clip(scene, &moments(size), size, None)
}

/// How many frames of their motion the objects have made in each frame of a clip of one period.
pub(crate) fn moments(size: &Size) -> Vec<usize> {
    if size.frames <= PERIOD {
        segment_middles(PERIOD, size.frames)
    } else {
        (0..size.frames).map(|frame| frame * PERIOD / size.frames).collect()
    }
}

/// Where the objects of a moving clip are seen, for each object `[frames, rows, columns]`.
pub(crate) fn moving_masks(scene: &Scene, size: &Size) -> Vec<Vec<bool>> {
    let owners = owners(scene, &moments(size), size.resolution);
    let mask =
        |object: usize| owners.iter().map(|&owner| usize::from(owner) == object + 1).collect();
    (0..scene.objects.len()).map(mask).collect()
}
