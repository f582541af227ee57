//! Numbers with a shape, and the few operations on them that other layouts need.

/// Numbers in row-major order.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Array {
    pub(super) shape: Vec<usize>,
    pub(super) values: Vec<f32>,
}

impl Array {
    pub(super) fn new(shape: Vec<usize>, values: Vec<f32>) -> Self {
        Self { shape, values }
    }

    /// Whether this is of a shape, but for axes of length 1 in front.
    pub(super) fn is_of(&self, shape: &[usize]) -> bool {
        self.shape.strip_suffix(shape).is_some_and(|rest| rest.iter().all(|&axis| axis == 1))
    }

    /// The last axis as columns, all others as rows.
    pub(super) fn into_matrix(mut self) -> Self {
        let columns = self.shape.pop().unwrap_or(1);
        self.shape = vec![self.values.len() / columns.max(1), columns];
        self
    }

    /// Rows become columns.
    pub(super) fn transposed(self) -> Result<Self, String> {
        let &[rows, columns] = self.shape.as_slice() else {
            return Err(not_a("matrix", &self.shape));
        };
        let mut values = vec![0.0; self.values.len()];
        for (row, from) in self.values.chunks_exact(columns.max(1)).enumerate() {
            for (column, &value) in from.iter().enumerate() {
                values[column * rows + row] = value;
            }
        }
        Ok(Self::new(vec![columns, rows], values))
    }

    /// Matrices `[outputs, inputs]` of the same inputs, as one `[inputs, all outputs]`; vectors one
    /// after the other.
    pub(super) fn joined(parts: Vec<Self>) -> Result<Self, String> {
        let mut parts = parts.into_iter();
        let mut all = parts.next().ok_or("no tensors to join")?;
        for part in parts {
            let (ours, theirs) = (&mut all.shape, &part.shape);
            if ours.is_empty() || theirs.is_empty() || theirs[1..] != ours[1..] {
                return Err(format!("{ours:?} and {theirs:?} cannot be joined"));
            }
            ours[0] = ours[0].checked_add(theirs[0]).ok_or("a shape beyond all bounds")?;
            all.values.extend(part.values);
        }
        if all.shape.len() == 2 { all.transposed() } else { Ok(all) }
    }

    /// Rows `start..end` of a matrix.
    pub(super) fn rows(mut self, start: usize, end: usize) -> Result<Self, String> {
        let &[rows, columns] = self.shape.as_slice() else {
            return Err(not_a("matrix", &self.shape));
        };
        if end > rows || start > end {
            return Err(format!("{rows} rows, {end} are needed"));
        }
        self.values.truncate(end * columns);
        self.values.drain(..start * columns);
        Ok(Self::new(vec![end - start, columns], self.values))
    }
}

/// The complaint about a tensor of the wrong number of axes.
pub(super) fn not_a(what: &str, shape: &[usize]) -> String {
    format!("{shape:?} is no {what}")
}
