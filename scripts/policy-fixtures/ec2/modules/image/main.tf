resource "aws_ami_launch_permission" "this" {
  image_id = "ami-2"
  group    = "all"
}
