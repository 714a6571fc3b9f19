# Volumes and snapshots of one key that is made in the same plan.
resource "aws_kms_key" "volumes" {
  description             = "Volumes"
  enable_key_rotation     = true
  deletion_window_in_days = 30
}

resource "aws_ebs_default_kms_key" "volumes" {
  key_arn = aws_kms_key.volumes.arn
}

resource "aws_ebs_volume" "data" {
  for_each          = toset(["us-east-1a", "us-east-1b"])
  availability_zone = each.key
  size              = 200
  type              = "gp3"
  encrypted         = true
  kms_key_id        = aws_kms_key.volumes.arn
}

resource "aws_ebs_snapshot_copy" "data" {
  source_snapshot_id = "snap-0123456789abcdef0"
  source_region      = "us-west-2"
  encrypted          = true
  kms_key_id         = aws_kms_key.volumes.arn
}

resource "aws_ami_copy" "base" {
  name              = "base"
  source_ami_id     = "ami-0123456789abcdef0"
  source_ami_region = "us-west-2"
  encrypted         = true
  kms_key_id        = aws_kms_key.volumes.arn
}

resource "aws_key_pair" "none" {
  count      = 0
  key_name   = "none"
  public_key = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA none"
}
